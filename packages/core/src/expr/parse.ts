import { InvariantError } from "../errors.ts";
import type { Span } from "../text-span.ts";
import type { ArithmeticOperator, ComparisonOperator, Expression, Link, Name } from "./ast.ts";
import { ExpressionError } from "./expression-error.ts";
import { noOperator, noValue, isKeyword } from "./syntax-problem.ts";
import { tokenize, type Token } from "./token.ts";

/** How large an expression may be. */
export interface ParseLimits {
  /** In UTF-16 code units, blanks at the end included. */
  readonly maxLength: number;
  /** Levels of parentheses, calls, signs, `not` and `**` inside one another. */
  readonly maxDepth: number;
}

interface Located {
  readonly span: Span;
}

const COMPARISONS = ["<", "<=", ">", ">=", "==", "!="] as const satisfies ComparisonOperator[];
const SUMS = ["+", "-"] as const satisfies ArithmeticOperator[];
const TERMS = ["*", "/", "//", "%"] as const satisfies ArithmeticOperator[];

/** A token that is one of some expected ones. */
interface Taken<T> extends Located {
  readonly text: T;
}

/** `a + b - c`: operands of one level of precedence. */
interface Row<T> extends Located {
  readonly first: Expression;
  readonly links: readonly Link<T>[];
}

/** Reads one expression. @throws ExpressionError when it is too long, too deep or not of the language. */
export function parse(source: string, limits: ParseLimits): Expression {
  const { maxLength } = limits;
  if (source.length > maxLength) {
    const problem = `constraint too long: ${source.length} characters, the limit is ${maxLength}`;
    throw new ExpressionError(problem, source, { start: maxLength, end: maxLength + 1 });
  }
  const tokens = tokenize(source);
  if (tokens.length === 1) {
    const problem = "empty constraint; write a comparison, or leave it out of the list";
    throw new ExpressionError(problem, source, { start: 0, end: 0 });
  }
  return new Parser(source, tokens, limits.maxDepth).whole();
}

/** Recursive descent, one method per production; the names and precedences are those of Python's grammar. */
class Parser {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  readonly #maxDepth: number;
  #position = 0;
  #depth = 0;

  constructor(source: string, tokens: readonly Token[], maxDepth: number) {
    this.#source = source;
    this.#tokens = tokens;
    this.#maxDepth = maxDepth;
  }

  /** constraint := disjunction END */
  whole(): Expression {
    const expression = this.#disjunction();
    const token = this.#peek();
    if (token.kind !== "end") this.#fail(noOperator(token), token.span);
    return expression;
  }

  /** disjunction := conjunction ( "or" conjunction )* */
  #disjunction(): Expression {
    return this.#junction("or", () => this.#conjunction());
  }

  /** conjunction := inversion ( "and" inversion )* */
  #conjunction(): Expression {
    return this.#junction("and", () => this.#inversion());
  }

  #junction(kind: "and" | "or", operand: () => Expression): Expression {
    const { first, links, span } = this.#row(operand, [kind]);
    if (links.length === 0) return first;
    const operands = Object.freeze([first, ...links.map((link) => link.operand)]);
    return Object.freeze({ kind, operands, span });
  }

  /** inversion := "not" inversion | comparison */
  #inversion(): Expression {
    const not = this.#take(["not"]);
    if (not === undefined) return this.#comparison();
    const operand = this.#nested(not.span, () => this.#inversion());
    return Object.freeze({ kind: "not", operand, span: join(not, operand) });
  }

  /** comparison := sum ( ( "<" | "<=" | ">" | ">=" | "==" | "!=" ) sum )* */
  #comparison(): Expression {
    const { first, links, span } = this.#row(() => this.#sum(), COMPARISONS);
    if (links.length === 0) return first;
    return Object.freeze({ kind: "comparison", first, links: Object.freeze(links), span });
  }

  /** sum := term ( ( "+" | "-" ) term )* */
  #sum(): Expression {
    return leftward(this.#row(() => this.#term(), SUMS));
  }

  /** term := factor ( ( "*" | "/" | "//" | "%" ) factor )* */
  #term(): Expression {
    return leftward(this.#row(() => this.#factor(), TERMS));
  }

  /** operand ( operator operand )* */
  #row<T extends string>(operand: () => Expression, operators: readonly T[]): Row<T> {
    const first = operand();
    const links: Link<T>[] = [];
    let last = first;
    for (let found = this.#take(operators); found; found = this.#take(operators)) {
      last = operand();
      links.push(Object.freeze({ operator: found.text, operand: last }));
    }
    return { first, links, span: join(first, last) };
  }

  /** factor := ( "+" | "-" ) factor | power */
  #factor(): Expression {
    const sign = this.#take(SUMS);
    if (sign === undefined) return this.#power();
    const operand = this.#nested(sign.span, () => this.#factor());
    return Object.freeze({ kind: "sign", operator: sign.text, operand, span: join(sign, operand) });
  }

  /** power := primary ( "**" factor )? */
  #power(): Expression {
    const base = this.#primary();
    const operator = this.#take(["**"]);
    if (operator === undefined) return base;
    const exponent = this.#nested(operator.span, () => this.#factor());
    return arithmetic("**", base, exponent);
  }

  /** primary := NUMBER | "True" | "False" | NAME | NAME "(" arguments ")" | "(" disjunction ")" */
  #primary(): Expression {
    const token = this.#next();
    const { span } = token;
    if (token.kind === "number") return token.literal;
    if (token.text === "True" || token.text === "False") {
      return Object.freeze({ kind: "truth", value: token.text === "True", span });
    }
    if (token.text === "(") return this.#group(token);
    if (token.kind !== "word" || isKeyword(token.text)) this.#fail(noValue(token), span);
    const name: Name = Object.freeze({ kind: "name", name: token.text, span });
    const open = this.#take(["("]);
    return open === undefined ? name : this.#call(name, open);
  }

  #group(open: Located): Expression {
    if (this.#peek().text === ")") this.#fail("empty parentheses", join(open, this.#peek()));
    const inner = this.#nested(open.span, () => this.#disjunction());
    const close = this.#close(open);
    return Object.freeze({ ...inner, span: join(open, close) });
  }

  /** arguments := ( disjunction ( "," disjunction )* ","? )? */
  #call(callee: Name, open: Located): Expression {
    const args: Expression[] = [];
    while (this.#peek().text !== ")") {
      args.push(this.#nested(open.span, () => this.#disjunction()));
      if (this.#take([","]) === undefined) break;
    }
    if (this.#peek().text === "=") this.#fail("arguments have no names here", this.#peek().span);
    const close = this.#close(open);
    return Object.freeze({
      kind: "call",
      callee,
      args: Object.freeze(args),
      span: join(callee, close),
    });
  }

  #close(open: Located): Token {
    const token = this.#next();
    if (token.text === ")") return token;
    if (token.kind === "end") this.#fail("`(` is never closed", open.span);
    return this.#fail(noOperator(token), token.span);
  }

  #nested(span: Span, read: () => Expression): Expression {
    this.#depth++;
    if (this.#depth > this.#maxDepth) {
      this.#fail(`nested too deeply: the limit is ${this.#maxDepth} levels`, span);
    }
    const expression = read();
    this.#depth--;
    return expression;
  }

  #peek(): Token {
    const token = this.#tokens[this.#position];
    if (token === undefined) throw new InvariantError("the tokens have no end");
    return token;
  }

  #next(): Token {
    const token = this.#peek();
    this.#position++;
    return token;
  }

  /** The next token, if it is one of these. */
  #take<T extends string>(texts: readonly T[]): Taken<T> | undefined {
    const { text, span } = this.#peek();
    const found = texts.find((each) => each === text);
    if (found === undefined) return undefined;
    this.#position++;
    return { text: found, span };
  }

  #fail(problem: string, span: Span): never {
    throw new ExpressionError(problem, this.#source, span);
  }
}

function leftward({ first, links }: Row<ArithmeticOperator>): Expression {
  return links.reduce((left, { operator, operand }) => arithmetic(operator, left, operand), first);
}

function arithmetic(operator: ArithmeticOperator, left: Expression, right: Expression): Expression {
  return Object.freeze({ kind: "arithmetic", operator, left, right, span: join(left, right) });
}

function join(first: Located, last: Located): Span {
  return { start: first.span.start, end: last.span.end };
}
