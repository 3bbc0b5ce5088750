// Starts the page. A file of its own, so that the content security policy needs no inline script.
import start from "/handbook-ui.js";

start({ module_or_path: "/handbook-ui_bg.wasm" }).catch((error) => {
  console.error(error);
  const note = document.createElement("p");
  note.className = "boot-failed";
  note.setAttribute("role", "alert");
  note.textContent = "화면을 열지 못했어요. 앱을 완전히 닫았다가 다시 열어 주세요. 계속되면 앱을 업데이트해 주세요.";
  document.body.replaceChildren(note);
});
