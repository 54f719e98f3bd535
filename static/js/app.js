// Nothing here is needed to use a page. What only the wizard needs is in wizard.js.
(() => {
  "use strict";

  const cookie = (suffix) => {
    const found = document.cookie.split("; ").find((part) => part.split("=")[0].endsWith(suffix));
    return found ? found.slice(found.indexOf("=") + 1) : "";
  };

  // Signing in elsewhere changes the token, so an old tab reads it when it sends, not when it was loaded.
  document.addEventListener("submit", (event) => {
    const field = event.target.querySelector("input[name=csrfmiddlewaretoken]");
    if (field && cookie("csrftoken")) field.value = cookie("csrftoken");
  }, true);
  document.addEventListener("htmx:configRequest", (event) => {
    const token = cookie("csrftoken");
    if (!token) return;
    event.detail.headers["x-csrftoken"] = token;
    if (event.detail.parameters.csrfmiddlewaretoken) event.detail.parameters.csrfmiddlewaretoken = token; // counts first
  });

  // A region that is being replaced says so; focus that the swap would lose goes to the same id, else to the heading.
  let focused = "";
  document.addEventListener("htmx:beforeRequest", (event) => event.detail.target?.setAttribute("aria-busy", "true"));
  document.addEventListener("htmx:beforeSwap", () => { focused = document.activeElement?.id || ""; });
  document.addEventListener("htmx:afterRequest", (event) => event.detail.target?.removeAttribute("aria-busy"));
  document.addEventListener("htmx:afterSettle", (event) => {
    event.detail.elt?.removeAttribute?.("aria-busy");
    prepare(event.detail.elt);
    if (!focused || document.activeElement !== document.body) return;
    const next = document.getElementById(focused) || event.detail.elt?.querySelector?.("[tabindex='-1']");
    next?.focus({ preventScroll: true });
  });

  // On a phone the tabs of a venture scroll sideways, so that the one which is open must not be out of sight.
  const tab = document.querySelector(".subnav [aria-current]");
  const tabs = tab?.parentElement;
  if (tab) tabs.scrollLeft = tab.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - tab.offsetWidth) / 2;

  // Language and theme lead back to what is shown now, not to what the page was loaded with.
  document.addEventListener("htmx:pushedIntoHistory", () => {
    document.querySelectorAll(".topbar input[name=next]").forEach((field) => { field.value = field.value.split(/[?#]/)[0] + location.search; });
    document.querySelectorAll(".topbar a[hreflang]").forEach((link) => { link.search = location.search; });
  });

  const reveal = (button) => {
    const field = button.previousElementSibling;
    const show = field.type === "password";
    field.type = show ? "text" : "password";
    button.setAttribute("aria-pressed", String(show));
  };

  const count = (field) => {
    const place = document.getElementById(field.dataset.counter);
    if (place) place.textContent = `${[...field.value].length} / ${field.maxLength}`;
  };

  const copy = async (button) => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const said = button.querySelector("[data-copied]");
    if (said) said.hidden = false;
  };

  // A file goes into the field as text: the site takes no uploads. What is far too long the server refuses in words.
  const READ_AT_MOST = 1_000_000;
  const fill = async (chosen) => {
    const field = document.getElementById(chosen.closest("[data-from-file]").dataset.fromFile);
    field.value = await chosen.files[0].slice(0, READ_AT_MOST).text();
    chosen.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  };
  document.querySelectorAll("[data-from-file]").forEach((place) => { place.hidden = false; });
  document.addEventListener("change", (event) => {
    if (event.target.type === "file" && event.target.files.length) fill(event.target);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button");
    if (button?.hasAttribute("data-reveal")) reveal(button);
    if (button?.hasAttribute("data-copy")) copy(button);
  });
  document.addEventListener("input", (event) => { if (event.target.dataset?.counter) count(event.target); });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // allauth's scripts for passkeys report here; they have nothing to say to the person themselves.
  document.addEventListener("allauth.error", (event) => {
    const said = document.getElementById("key-problem");
    if (!said) return;
    event.preventDefault();
    said.hidden = false;
  });

  const prepare = (root) => {
    root?.querySelectorAll?.("[data-reveal], [data-needs-script], [data-copy]").forEach((found) => { found.hidden = false; });
    root?.querySelectorAll?.("[data-counter]").forEach(count);
    if (CSS.supports("selector(:has(*))")) return;
    const mark = (field) => field.closest("label")?.classList.toggle("is-checked", field.checked);
    root?.querySelectorAll?.("input[type=radio], input[type=checkbox]").forEach(mark);
  };
  if (!CSS.supports("selector(:has(*))")) document.addEventListener("change", () => prepare(document));
  prepare(document);
})();
