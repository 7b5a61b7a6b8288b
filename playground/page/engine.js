// Calls the engine, which works in a worker. A text that is too much for it ends the worker, and another one is started.

const MOST_SECONDS = 30;
let worker;
let last = 0;
const open = new Map();
let wasm;

async function unpacked() {
  const packed = Uint8Array.from(atob(document.getElementById("engine").textContent), (byte) => byte.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

async function start() {
  wasm ??= await unpacked();
  const script = new Blob([document.getElementById("worker").textContent], { type: "text/javascript" });
  worker = new Worker(URL.createObjectURL(script));
  worker.onmessage = ({ data: { id, answer, error } }) => {
    const { done, failed, clock } = open.get(id);
    open.delete(id);
    clearTimeout(clock);
    if (error === undefined) return done(answer);
    // After a trap the memory of the engine is in no known state.
    giveUp();
    failed(new Error(`this is too much for the engine in a browser (${error}); the command line takes more`));
  };
  worker.postMessage({ wasm });
}

function giveUp() {
  worker?.terminate();
  worker = undefined;
  for (const { failed, clock } of open.values()) {
    clearTimeout(clock);
    failed(new Error("the engine was started again"));
  }
  open.clear();
}

let starting;

/** What a function of the engine gives for these texts. */
export async function ask(call, ...texts) {
  if (!worker) await (starting ??= start().finally(() => (starting = undefined)));
  return new Promise((done, failed) => {
    const id = ++last;
    const clock = setTimeout(() => {
      giveUp();
      failed(new Error(`this takes more than ${MOST_SECONDS} seconds; the command line has more time`));
    }, MOST_SECONDS * 1000);
    open.set(id, { done, failed, clock });
    worker.postMessage({ id, call, texts });
  });
}
