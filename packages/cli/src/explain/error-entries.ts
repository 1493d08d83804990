// Made from docs/errors.md: `npx vitest run packages/cli/test/error-entries.test.ts -u`.

/** The entries of docs/errors.md by code, as Markdown. */
export const ERROR_ENTRIES: ReadonlyMap<string, string> = new Map([
  [
    "ERR_BACKEND_MEMORY",
    "ERR_BACKEND_MEMORY\n\nThe heap of a TensorFlow.js backend had no room for a tensor, although everything that can be evicted had been. The error\ncarries `bytes`.\n\nLower `evictionThreshold`, so that eviction begins before the heap is full, or take a smaller batch.",
  ],
  [
    "ERR_BACKEND_NOT_SELECTED",
    "ERR_BACKEND_NOT_SELECTED\n\nA recording was asked for of a TensorFlow.js backend that was registered and never selected: it has run nothing.\n\nCall `await tf.setBackend(dtr.name)` first.",
  ],
  [
    "ERR_BACKEND_UNKNOWN",
    "ERR_BACKEND_UNKNOWN\n\nA TensorFlow.js backend was to be wrapped that is not registered.\n\nImport its package first, for instance `@tensorflow/tfjs-backend-wasm`.",
  ],
  [
    "ERR_BACKEND_WRAPPED",
    "ERR_BACKEND_WRAPPED\n\nA TensorFlow.js backend cannot be wrapped: it is wrapped already, it is a wrap itself, or the name for the wrap is taken.\nThe error carries `backend`, and in `other` the backend that stands in the way.\n\nUse the handle of the first wrap, whose threshold can be changed, or dispose of it with `dtr[Symbol.dispose]()` before\nwrapping again. If only the name is taken, choose another with the option `name`.",
  ],
  [
    "ERR_BYTE_SIZE",
    "ERR_BYTE_SIZE\n\n_Bad input._ A size such as `512MB` cannot be read: it has no number, an unknown unit, or more than 2^53 - 1 bytes.\n\nWrite a number of bytes, or a number with one of `kB MB GB TB` (1000-based) or `KiB MiB GiB TiB` (1024-based):\n`512MB`, `1.5GiB`.",
  ],
  [
    "ERR_CANNOT_FIT",
    "ERR_CANNOT_FIT\n\nSomething needs more memory than a budget, or the device, has at all. It could not be placed even with nothing else in\nmemory, so it is refused at once instead of waiting. The error carries `bytes`, `limit` and `limitedBy`.\n\nRaise the limit that is named (`--memory`, `--budget`, or `budgets` and `pools` in the configuration), or take a smaller\nmodel or a smaller tile.",
  ],
  [
    "ERR_CONFIG",
    "ERR_CONFIG\n\n_Bad input._ The configuration file has an unknown key, a value of the wrong type, or text that is no YAML or JSON. The\nerror shows the file, the line and the column.\n\nA list of constraints is always written as a list, even of one. The constants of dgenerate are accepted in any case.",
  ],
  [
    "ERR_DTR_CONFIG",
    'ERR_DTR_CONFIG\n\nA field of a `DtrConfig`, or of the configuration of `createRemat`, is refused: there is none of that name, `evictionThreshold`\nis not above 0, `evicteeMinimumSize` or a factor is below 0, or a word is not one of those that the message lists. The\nerror carries `field`.\n\nGive sizes in bytes, or as text such as `"2GB"`, which is 1024-based here as in MegEngine.',
  ],
  [
    "ERR_EMBEDDING_SIZE",
    "ERR_EMBEDDING_SIZE\n\n_Bad input._ Embeddings do not have the size that the model or each other ask for. The error carries `origin`, `expected`\nand `actual`.\n\nCheck that tokenizer, text encoder and model belong together.",
  ],
  [
    "ERR_EXPRESSION",
    'ERR_EXPRESSION\n\n_Bad input._ A constraint does not parse, names something that does not exist, or is not true-or-false. Carets show the\nplace. Constraints are checked when they are configured, never when they fire.\n\ndocs/language.md has the grammar, the names and the functions. `spillway check "…"` tries a constraint out.',
  ],
  [
    "ERR_GOVERNOR_CLOSED",
    "ERR_GOVERNOR_CLOSED\n\nThe governor was closed before, or while, memory was asked of it. Whoever still waits is told so at once.\n\nCreate a new governor, or close it after the last request has been served.",
  ],
  [
    "ERR_HOLDER_CRASHED",
    "ERR_HOLDER_CRASHED\n\nThe child process that held a model ended by itself. Only the requests to that model fail; the next use starts a new\nprocess. After SIGKILL the kernel had most likely run out of memory; the error carries `exitCode`, `signal` and the last\nof `stderr`.\n\nGive the machine or its cgroup more memory, or use a smaller input or tile.",
  ],
  [
    "ERR_HOLDER_START",
    "ERR_HOLDER_START\n\nA child process for a model could not be started, for example because the system allows no more processes.\n\nLook at the cause that is named; `--holder in-process` keeps models in this process instead.",
  ],
  [
    "ERR_IMAGE_PROCESSOR",
    "ERR_IMAGE_PROCESSOR\n\nA processor cannot do its work on this picture, for example crop to a box outside of it.\n\nChange the processor's arguments: `spillway processors NAME` lists them.",
  ],
  [
    "ERR_IMAGE_SIZE",
    "ERR_IMAGE_SIZE\n\n_Bad input._ A size of a picture cannot be read, has an empty side, or one of more than 65,535 pixels.\n\nWrite `512` for a square or `640x480`.",
  ],
  [
    "ERR_INPUT",
    "ERR_INPUT\n\n_Bad input._ A file that was named is not there or cannot be read.\n\nCheck the path; relative paths start from the working directory.",
  ],
  [
    "ERR_INTERNAL",
    "ERR_INTERNAL\n\nSomething failed that should not: a defect of Spillway, or of a plugin.\n\nRun the command again with `--verbose` to see where, and report it together with the output of\n`spillway probe --markdown`.",
  ],
  [
    "ERR_INTERRUPTED",
    "ERR_INTERRUPTED\n\nThe command was ended by SIGINT (Ctrl-C, exit code 130) or SIGTERM (exit code 143). No output is left half-written and\nno child process is left behind.",
  ],
  [
    "ERR_INVALID_ARGUMENT",
    "ERR_INVALID_ARGUMENT\n\nA function of the library was given an argument that it cannot work with, such as a negative number of bytes. The message\nhas the argument and what is allowed.\n\nCorrect the call. From the command it is a defect of Spillway: please report it.",
  ],
  [
    "ERR_INVARIANT",
    "ERR_INVARIANT\n\nTwo things inside Spillway do not agree that always have to, such as the governor's books and what they add up to, or\nthose of the rematerialization engine. It is a defect of Spillway, or of a backend that frees or keeps what it should not.\n\nPlease report it with its stack, and with the journal, or the trace that led to it, if there is one.",
  ],
  [
    "ERR_JOURNAL",
    "ERR_JOURNAL\n\n_Bad input._ A file is no journal, or a line of it cannot be read. The error names the line and the column. A last line\nthat was cut off by the end of the process is no error: it is left out.\n\n`spillway image … --journal FILE` writes a journal.",
  ],
  [
    "ERR_KERNEL_INPUT",
    "ERR_KERNEL_INPUT\n\nA kernel of TensorFlow.js on a wrapped backend read a tensor that it was not given, while it ran. Such a tensor may be\nevicted meanwhile, and is missing when the kernel is run again. The error carries `kernel`.\n\nHand the tensor to the kernel as an input. What the kernel itself makes with `tf.keep()` it may read.",
  ],
  [
    "ERR_KERNEL_MISSING",
    "ERR_KERNEL_MISSING\n\nA gradient that `registerWasmGradients` adds is composed of kernels of TensorFlow.js's wasm backend, and the installed version\nof that backend lacks one of them. The message names it.\n\nInstall `@tensorflow/tfjs-backend-wasm` 4.20 or newer, and import it before the gradient is used.",
  ],
  [
    "ERR_LEASE_RELEASED",
    "ERR_LEASE_RELEASED\n\nThe value of a lease was used after the lease had been released. The resident may have been evicted meanwhile.\n\nKeep the lease for as long as its value is in use: `await using lease = await pool.acquire(…)`.",
  ],
  [
    "ERR_ONNX_INPUT",
    "ERR_ONNX_INPUT\n\nA model was fed what it does not take: a missing or unknown input, a wrong element type or a wrong shape. The error\ncarries `input`, `expected` and `actual`.",
  ],
  [
    "ERR_ONNX_MODEL",
    "ERR_ONNX_MODEL\n\n_Bad input._ A file is missing, is no ONNX model, or lacks its external data.\n\nCheck the path, and that the files with the weights lie beside the model under the names that it gives them.",
  ],
  [
    "ERR_ONNX_RUNTIME",
    "ERR_ONNX_RUNTIME\n\nONNX Runtime refused to open or to run a model for a reason other than memory; its own words are in the message.\n\nCheck the model's operators and the execution providers.",
  ],
  [
    "ERR_OUTPUT",
    "ERR_OUTPUT\n\n_Bad input._ A file cannot be written: its folder cannot be made or written to, its ending is no known format, or the\noutputs do not match the inputs in number.\n\nGive one output for each input, or one folder, or none.",
  ],
  [
    "ERR_OUT_OF_MEMORY",
    "ERR_OUT_OF_MEMORY\n\nA device ran out of memory, and again after everything that could go had been evicted. The error carries `device`,\n`subject` and `evictedBytes`.\n\nFree memory on the device, lower the budget so that eviction begins earlier, or use a smaller model, tile or input.",
  ],
  [
    "ERR_PEER_MISSING",
    "ERR_PEER_MISSING\n\nA package that is needed for this job, such as `sharp` or `onnxruntime-node`, is not installed, or its native part does\nnot load on this machine. The error carries `packageName`.\n\nThe message has the command that installs it; `spillway probe` shows which of them load.",
  ],
  [
    "ERR_PICTURE",
    "ERR_PICTURE\n\n_Bad input._ A picture cannot be read or decoded: it is missing, empty, cut off, in an unknown format, or has more pixels\nthan are allowed. Or a result would have more, or a side that its format does not reach: `PictureSizeError`.",
  ],
  [
    "ERR_PLUGIN_ARGUMENT",
    "ERR_PLUGIN_ARGUMENT\n\n_Bad input._ A plugin does not take an argument, lacks a required one, has one twice, or refuses its value. Carets show\nthe place in the URI.\n\n`spillway processors NAME` lists the arguments with their types and defaults.",
  ],
  [
    "ERR_PLUGIN_DEFINITION",
    "ERR_PLUGIN_DEFINITION\n\n_Bad input._ A plugin of a module contradicts itself or its family, for example a default that its own type refuses. Its\nauthor has to mend it.",
  ],
  [
    "ERR_PLUGIN_DUPLICATE",
    "ERR_PLUGIN_DUPLICATE\n\n_Bad input._ Two plugins of one family have the same name. Rename one of them.",
  ],
  [
    "ERR_PLUGIN_MODULE",
    "ERR_PLUGIN_MODULE\n\n_Bad input._ A module of plugins was not found, fails when imported, or exports no plugin. The message says which, and\nthe cause is kept.",
  ],
  [
    "ERR_PLUGIN_NOT_FOUND",
    "ERR_PLUGIN_NOT_FOUND\n\n_Bad input._ A URI names a plugin that does not exist. Names are case sensitive.\n\n`spillway processors` lists the names; `--plugin-modules` adds others.",
  ],
  [
    "ERR_PLUGIN_URI",
    'ERR_PLUGIN_URI\n\n_Bad input._ The text of a plugin URI cannot be read: an unterminated quote, an argument without `=`, an empty value or\na `;` at the end. Carets show the place.\n\nWrite `name;argument=value;argument="a; quoted value"`.',
  ],
  [
    "ERR_PROMPT_MODEL",
    "ERR_PROMPT_MODEL\n\n_Bad input._ A model folder for prompts cannot be used; the message names the file to blame and what is wrong with it.",
  ],
  [
    "ERR_PROMPT_SYNTAX",
    "ERR_PROMPT_SYNTAX\n\n_Bad input._ A prompt cannot be read in the syntax that was chosen. Carets show the place.\n\nBalance the parentheses, or escape those that are meant as text with a backslash.",
  ],
  [
    "ERR_PROMPT_WEIGHT",
    "ERR_PROMPT_WEIGHT\n\n_Bad input._ A weight in a prompt takes the embedding out of the range of float32. Carets show the words that it is on.\n\nWeights near 1 are useful.",
  ],
  [
    "ERR_PROMPT_WEIGHTER",
    "ERR_PROMPT_WEIGHTER\n\n_Bad input._ A prompt weighter cannot do what it was asked to, for example for a kind of model that it does not know.",
  ],
  [
    "ERR_QUEUE_FULL",
    "ERR_QUEUE_FULL\n\nToo many requests wait for memory already (`maxWaiting`). Retry later, or raise the limit.",
  ],
  [
    "ERR_REMAT_OUT_OF_MEMORY",
    'ERR_REMAT_OUT_OF_MEMORY\n\nUnder `limit: "hard"`, an operator does not fit and nothing is left to evict. The error carries `neededBytes`,\n`thresholdBytes` and `smallestBytes`, the least threshold that this operator fits under where it was refused.\n\nA later operator may need more: `spillway simulate` on a recorded step tells what the whole step needs. Raise the threshold,\nrelease tensors that are no longer needed, or take `limit: "soft"`.',
  ],
  [
    "ERR_REMAT_POLICY",
    "ERR_REMAT_POLICY\n\n_Bad input._ There is no rematerialization heuristic of that name. The message lists those that there are.",
  ],
  [
    "ERR_REMAT_TENSOR",
    "ERR_REMAT_TENSOR\n\nA tensor or value was used after its release, or in a runtime that it does not belong to.\n\nKeep the handle until its last use, and each tensor with the runtime that made it.",
  ],
  [
    "ERR_REMAT_THRASHING",
    "ERR_REMAT_THRASHING\n\nMore time went into recomputing than the rematerialization limit allows. The error carries `rematNs` and `limitNs`.\n\nRaise the threshold, so that less is evicted, or the limit.",
  ],
  [
    "ERR_SAFETENSORS",
    "ERR_SAFETENSORS\n\n_Bad input._ Bytes are no safetensors file, or tensors cannot be written as one. The error names the tensor, if it is one\nthat is to blame.",
  ],
  [
    "ERR_SESSION_CLOSED",
    "ERR_SESSION_CLOSED\n\nA session of a model was used after it had been closed. Open it again, or hold its lease for longer.",
  ],
  [
    "ERR_STANDARD_OUTPUT",
    "ERR_STANDARD_OUTPUT\n\nStandard output could not be written, for instance because the disk that it goes to is full. What was written of it is\nnot whole.\n\nMake room, or send it elsewhere. A reader that closes its pipe early, such as `head`, is no error.",
  ],
  [
    "ERR_TENSOR_DISPOSED",
    "ERR_TENSOR_DISPOSED\n\nA tensor was used after the program had disposed of it, or after the backend that held it was removed.\n\nLook for the `tf.tidy()` or `dispose()` that ends it; `tf.keep()` keeps a tensor beyond its `tf.tidy()`.",
  ],
  [
    "ERR_TRACE",
    "ERR_TRACE\n\n_Bad input._ A trace of tensors cannot be read. The message names the line and the column.",
  ],
  [
    "ERR_UNKNOWN_DEVICE",
    "ERR_UNKNOWN_DEVICE\n\n_Bad input._ This machine has no device of that name, or ONNX Runtime no execution provider. The error carries those that\nwere `found` and why others that might be expected are not there, or the providers that are `known`.\n\n`spillway probe` lists the devices. Models can run on some that it cannot see, such as `webgpu:0`, `dml:0` and `coreml`.",
  ],
  [
    "ERR_UNKNOWN_POLICY",
    "ERR_UNKNOWN_POLICY\n\n_Bad input._ There is no eviction policy of that name. There are `cost-per-byte`, `lru`, `largest`, `gdsf` and\n`clear-all`.",
  ],
  [
    "ERR_UPSCALER_MODEL",
    "ERR_UPSCALER_MODEL\n\n_Bad input._ A model is no super-resolution model: its inputs and outputs are not those of a picture and a larger\npicture.",
  ],
  [
    "ERR_USAGE",
    "ERR_USAGE\n\n_Bad input._ The command line cannot be followed: an unknown command or option, a missing value, or a value that makes\nno sense.\n\n`spillway --help` and `spillway COMMAND --help` show what there is.",
  ],
  [
    "ERR_WAIT_TIMEOUT",
    "ERR_WAIT_TIMEOUT\n\nA request waited too long for other leases to end. The error carries `waitedMs`, what was `missing`, and the `blockers`.\n\nRelease those leases sooner, or raise `waitMs` or the budget.",
  ],
]);
