/** What an import of a `.wasm` file is on hosts that compile it themselves. */
declare module '*.wasm' {
  const module: WebAssembly.Module;
  export default module;
}
