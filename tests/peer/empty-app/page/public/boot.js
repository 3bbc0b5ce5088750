import start from "/empty-page.js";

start({ module_or_path: "/empty-page_bg.wasm" });
