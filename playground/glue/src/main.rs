//! Writes the JavaScript through which a page calls the engine: `playground-glue ENGINE.wasm DIRECTORY`.

use std::error::Error;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [wasm, directory] = &arguments[..] else { return Err("usage: playground-glue ENGINE.wasm DIRECTORY".into()) };
    Bindgen::new().input_path(wasm).no_modules(true)?.typescript(false).generate(directory)?;
    Ok(())
}
