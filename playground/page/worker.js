// Runs the engine beside the page, so that the page answers while it works.
let ready;

self.onmessage = async ({ data: { id, wasm, call, texts } }) => {
  if (wasm) {
    ready = wasm_bindgen({ module_or_path: wasm });
    return;
  }
  try {
    await ready;
    self.postMessage({ id, answer: wasm_bindgen[call](...texts) });
  } catch (error) {
    self.postMessage({ id, error: String(error) });
  }
};
