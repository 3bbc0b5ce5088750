// Starts the page. A file of its own, so that the content security policy needs no inline script.
import start from "/handbook-ui.js";

// The colours of the first moment; src/preference.rs takes over.
const chosen = (key) => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};
const asked = (query) => matchMedia(query).matches;
const theme = chosen("theme");
const dark = theme === "dark" || (theme !== "light" && asked("(prefers-color-scheme: dark)"));
const more = chosen("contrast") !== null || asked("(prefers-contrast: more)");
document.documentElement.dataset.theme = dark ? "dark" : "light";
document.documentElement.dataset.contrast = more ? "more" : "normal";

start({ module_or_path: "/handbook-ui_bg.wasm" }).catch((error) => {
  console.error(error);
  const note = document.createElement("p");
  note.className = "boot-failed";
  note.setAttribute("role", "alert");
  note.textContent = "화면을 열지 못했어요. 앱을 완전히 닫았다가 다시 열어 주세요. 계속되면 앱을 업데이트해 주세요.";
  document.body.replaceChildren(note);
});
