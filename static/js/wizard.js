// The wizard's script. Every page works without it: it chooses answers by digit, keeps unsent answers in the
// page, sends them again, and warns before the page closes. Nothing typed is put into browser storage.
(() => {
  "use strict";

  const FORMS = "form[data-autosave]";
  const words = document.querySelector("#wizard-words")?.dataset ?? {};
  // Forms with something that no reply has confirmed yet. `typed` counts changes, `sent` those in the last request.
  const unsaved = new Map();

  const waiting = (form) => {
    if (!unsaved.has(form)) unsaved.set(form, { typed: 0, sent: 0, operations: [], tries: 0, timer: 0 });
    return unsaved.get(form);
  };

  const status = (form, state, text) => {
    const place = document.getElementById(form.id.replace("question-", "saved-"));
    if (!place || (place.dataset.state === state && place.textContent === text)) return;
    place.dataset.state = state;
    place.textContent = text;
  };

  // crypto.randomUUID is missing where the site is reached without https
  const newId = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };

  const send = (form) => htmx.trigger(form, "send");

  const sendAgain = (form) => {
    const state = waiting(form);
    status(form, "offline", words.notSaved);
    form.goOn = null;
    clearTimeout(state.timer);
    state.timer = setTimeout(() => send(form), Math.min(30, 2 ** state.tries) * 1000);
    state.tries += 1;
  };

  const sendAll = () => unsaved.forEach((_state, form) => send(form));

  document.addEventListener("input", (event) => {
    const form = event.target.closest(FORMS);
    if (!form) return;
    const state = waiting(form);
    state.typed += 1;
    if (!state.tries) status(form, "saving", words.saving);
    shareTotal(form);
  });

  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.target.closest(FORMS);
    if (!form) return;
    const state = waiting(form);
    const operation = newId();
    event.detail.parameters.operation = operation;
    event.detail.parameters.previous = state.operations.join(" ");
    state.operations = [...state.operations, operation].slice(-20);
    state.sent = state.typed;
    if (!state.tries) status(form, "saving", words.saving);
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest(FORMS);
    if (!form || !event.detail.xhr) return;
    const state = waiting(form);
    const code = event.detail.xhr.status;
    clearTimeout(state.timer);
    if (code >= 200 && code < 300) saved(form, state);
    else if (code === 0 || code >= 500 || code === 429) sendAgain(form);
    else refused(form, code);
  });

  function saved(form, state) {
    localTimes();
    if (state.typed > state.sent) {
      Object.assign(state, { operations: [], tries: 0 });
      status(form, "saving", words.saving); // what was typed since goes next
      if (form.goOn) send(form);
      return;
    }
    unsaved.delete(form);
    goOn(form);
  }

  // The text stays in the page; 401 and 409 say themselves what to do
  function refused(form, code) {
    form.goOn = null;
    if (code !== 401 && code !== 409) status(form, "error", words.refused);
    document.querySelector(".conflict [role=alert]")?.scrollIntoView({ block: "nearest" });
  }

  // Continue waits for the answer of what is unsaved: a page that is left while the network is down would lose it
  document.addEventListener("submit", (event) => {
    const form = event.target.closest(FORMS);
    if (!form || !window.htmx || !unsaved.has(form) || event.submitter?.name === "overwrite") {
      unsaved.delete(form);
      return;
    }
    event.preventDefault();
    form.goOn = event.submitter ?? form.querySelector("[name=continue]");
    if (!form.classList.contains("htmx-request")) send(form);
  });

  function goOn(form) {
    const button = form.goOn;
    form.goOn = null;
    if (button) form.requestSubmit(button);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-discard]");
    if (link) unsaved.delete(document.getElementById(link.dataset.discard));
  });

  window.addEventListener("online", sendAll);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) sendAll(); }); // signed in again elsewhere
  window.addEventListener("beforeunload", (event) => { if (unsaved.size) event.preventDefault(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); }); // versions are old

  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    const form = target.closest?.("form.q");
    if (!form || event.isComposing) return;
    const box = target.matches("input[type=radio], input[type=checkbox]");
    const modified = event.ctrlKey || event.metaKey;
    if (key === "Enter" && (modified || target.matches("input"))) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[name=continue]"));
    } else if (/^[0-9]$/.test(key) && !modified && !event.altKey && (box || !target.matches("textarea, select, input"))) {
      choose(target, form, key);
    }
  });

  function choose(target, form, key) {
    if (document.body.dataset.numberKeys === "off") return;
    const seg = target.closest(".seg");
    const unknown = key === "0" ? ", input[value=dont_know]" : "";
    const box = seg ? seg.querySelector(`input[value="${key}"]${unknown}`) : form.querySelector(`input[data-key="${key}"]`);
    box?.focus();
    box?.click();
  }

  // A level that asks for a link shows where it goes; an answer without a level is a statement
  document.addEventListener("change", (event) => {
    const form = event.target.closest(FORMS);
    if (event.target.name === "evidence" && event.target.value > 1) form.querySelector(".support")?.setAttribute("open", "");
    const levels = form?.querySelectorAll("input[name=evidence]") ?? [];
    if (["choice", "raw"].includes(event.target.name) && levels.length && ![...levels].some((level) => level.checked)) levels[0].checked = true;
  }, true);

  // As the server reads it: full-width digits count, and what is no number does not
  const share = (field) => Number(field.value.normalize("NFKC").replace("%", ""));

  function shareTotal(form) {
    const total = form.querySelector("#share-total");
    if (!total) return;
    const shares = [...form.querySelectorAll("input[name$='-share']")].map(share).filter(Number.isFinite);
    const sum = Math.round(shares.reduce((left, right) => left + right, 0) * 10) / 10;
    total.textContent = total.dataset.template.replace("{total}", sum);
  }

  function localTimes() {
    document.querySelectorAll(".save time").forEach((time) => {
      const moment = new Date(time.dateTime);
      time.textContent = [moment.getHours(), moment.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
    });
  }

  // With a keyboard, answering starts at once; on a touch screen that would only open the keys
  function focusAnswer() {
    const forms = document.querySelectorAll("form.q");
    if (forms.length !== 1 || document.querySelector(".error-summary, .conflict [role=alert]")) return;
    if (!matchMedia("(hover: hover)").matches) return;
    const within = (place) => place?.querySelector("input:checked:not([type=checkbox])") ?? place?.querySelector("input");
    const more = location.hash.startsWith("#more-") && document.getElementById(location.hash.slice(1));
    if (more) more.open = true;
    const field = more
      ? more.querySelector("select, input:not([type=hidden])")
      : forms[0].querySelector("input[name=raw]") ?? within(forms[0].querySelector(".choices")) ?? within(forms[0].querySelector(".seg"));
    field?.focus({ preventScroll: !more });
  }

  document.querySelectorAll(FORMS).forEach(shareTotal);
  localTimes();
  if (location.hash) window.addEventListener("load", () => setTimeout(focusAnswer)); // the browser goes to the place first
  else focusAnswer();
})();
