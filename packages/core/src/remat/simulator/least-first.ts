/** A binary heap: of all that is in it, what `isBefore` puts first comes out first. */
export class LeastFirst<Item> {
  readonly #items: Item[] = [];
  readonly #isBefore: (a: Item, b: Item) => boolean;

  constructor(isBefore: (a: Item, b: Item) => boolean) {
    this.#isBefore = isBefore;
  }

  add(item: Item): void {
    let at = this.#items.push(item) - 1;
    while (at > 0 && this.#swapIfBefore(at, (at - 1) >> 1)) at = (at - 1) >> 1;
  }

  /** Takes the first item out; nothing when there is none. */
  take(): Item | undefined {
    const [first] = this.#items;
    const last = this.#items.pop();
    if (last === undefined || this.#items.length === 0) return first;
    this.#items[0] = last;
    for (let at = 0, next = this.#lesserBelow(at); this.#swapIfBefore(next, at);) {
      at = next;
      next = this.#lesserBelow(at);
    }
    return first;
  }

  /** The place of the lesser of the two items below one; a place that is not there when there are none. */
  #lesserBelow(at: number): number {
    const left = 2 * at + 1;
    return this.#goesBefore(left + 1, left) ? left + 1 : left;
  }

  #swapIfBefore(lower: number, upper: number): boolean {
    if (!this.#goesBefore(lower, upper)) return false;
    const [a, b] = [this.#items[lower], this.#items[upper]];
    if (a === undefined || b === undefined) return false;
    this.#items[upper] = a;
    this.#items[lower] = b;
    return true;
  }

  #goesBefore(place: number, other: number): boolean {
    const [a, b] = [this.#items[place], this.#items[other]];
    return a !== undefined && b !== undefined && this.#isBefore(a, b);
  }
}
