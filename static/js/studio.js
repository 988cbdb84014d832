// The page of the drawing board: it saves by itself, shows what the check found, and keeps the panel.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("board");
  const panel = document.getElementById("panel");
  const words = JSON.parse(place.dataset.words);
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const board = window.StudioBoard.open(place, words);
  const canvas = board.get("canvas"), overlays = board.get("overlays"), registry = board.get("elementRegistry");
  const selection = board.get("selection");
  const WAIT = 700, AGAIN = 5000, PALETTE = 130, PAD = 110, EDGE = 20;
  let basedOn = place.dataset.basedOn;
  let timer = null, saving = null, loading = false, dirty = false, marked = [];

  const say = (text) => { document.getElementById("board-state").textContent = text; };

  function stand(number) {
    basedOn = String(number);
    document.querySelectorAll("input[name=based_on]").forEach((input) => { input.value = basedOn; });
  }

  /** Return a line of a list: what it is about, as a link where there is a page for it, and what is said of it. */
  function line(about, text, url) {
    const item = document.createElement("li"), what = document.createElement(url ? "a" : "strong");
    what.textContent = about;
    if (url) what.href = url;
    if (about) item.append(what, ": ");
    item.append(text);
    return item;
  }

  const counted = (text, count) => text.replace("{count}", count);

  /** List what was found, and mark the shapes: by a sign and a line, not by colour alone. */
  function show({ findings, examples }) {
    overlays.remove({ type: "finding" });
    for (const id of marked) if (registry.get(id)) canvas.removeMarker(id, "studio-bad");
    marked = [];
    for (const finding of findings) if (registry.get(finding.element)) mark(finding);
    const lines = findings.map((finding) => line(finding.severity + " · " + finding.where, finding.message));
    document.getElementById("findings").replaceChildren(...(lines.length ? lines : [line("", words.clean)]));
    if (examples) tell(examples);
    const errors = findings.filter((finding) => finding.is_error).length, failing = examples ? examples.failing.length : 0;
    const parts = [[words.errors, errors], [words.warnings, findings.length - errors], [words.failing, failing]];
    const link = document.getElementById("board-findings");
    link.textContent = parts.filter(([, count]) => count).map(([text, count]) => counted(text, count)).join(" · ");
    link.hidden = !link.textContent;
  }

  function tell(examples) {
    const none = examples.count ? counted(words.allHold, examples.count) : words.noExamples;
    const failing = examples.failing.map((one) => line(one.name, one.problem, one.url));
    document.getElementById("examples").replaceChildren(...(failing.length ? failing : [line("", none)]));
  }

  function mark(finding) {
    const sign = document.createElement("div");
    sign.className = finding.is_error ? "studio-mark" : "studio-mark studio-mark--warn";
    sign.textContent = finding.is_error ? "!" : "?";
    sign.title = finding.message;
    overlays.add(finding.element, "finding", { position: { top: -12, left: -12 }, html: sign });
    if (finding.is_error) {
      canvas.addMarker(finding.element, "studio-bad");
      marked.push(finding.element);
    }
  }

  async function send() {
    dirty = false;
    say(words.saving);
    const { xml } = await board.saveXML();
    const data = new FormData();
    data.set("xml", xml);
    data.set("based_on", basedOn);
    const response = await fetch(place.dataset.save, { method: "POST", body: data, headers: { "X-CSRFToken": token } });
    if (!(response.headers.get("Content-Type") || "").startsWith("application/json")) throw new Error("no answer");
    const answer = await response.json();
    if (answer.aside) {
      window.location.assign(answer.aside);
      return;
    }
    show(answer);
    say(response.ok ? words.saved : words.refused);
    if (response.ok) stand(answer.based_on);
  }

  /** Save what is not saved yet; one after another, so that each is based on the one before. */
  async function flush() {
    clearTimeout(timer);
    timer = null;
    if (saving) await saving;
    if (!dirty) return;
    saving = send().catch(() => {
      dirty = true;
      say(words.failed);
      timer = setTimeout(flush, AGAIN);
    });
    await saving;
    saving = null;
  }

  /** Show the whole drawing between the palette, which would hide its beginning, and room for what stands beside a chosen shape. */
  function fit() {
    const { inner, outer } = canvas.viewbox();
    const room = { width: outer.width - PALETTE - PAD, height: outer.height - 2 * EDGE };
    const scale = Math.min(1, room.width / inner.width, room.height / inner.height);
    canvas.viewbox({
      x: inner.x - PALETTE / scale, y: inner.y - EDGE / scale, width: outer.width / scale, height: outer.height / scale,
    });
  }

  async function load() {
    const answer = await (await fetch(place.dataset.file)).json();
    // What is chosen now, not when the answer was asked for: she may have gone on meanwhile.
    const chosen = selection.get().map((element) => element.id);
    const seen = registry.getAll().length > 1 ? canvas.viewbox() : null;
    loading = true;
    await board.importXML(answer.xml);
    loading = false;
    stand(answer.based_on);
    if (seen) canvas.viewbox(seen);
    else fit();
    show(answer);
    selection.select(chosen.map((id) => registry.get(id)).filter(Boolean));
  }

  board.on("commandStack.changed", () => {
    if (loading) return;
    dirty = true;
    say(words.saving);
    clearTimeout(timer);
    timer = setTimeout(flush, WAIT);
  });

  let open = "";
  board.on("selection.changed", async ({ newSelection }) => {
    const [element] = newSelection;
    const target = element?.labelTarget || element;
    const fitting = newSelection.length === 1 && target.type !== "bpmn:Participant" && target.type !== "bpmn:Collaboration";
    open = fitting ? target.id : "";
    if (!fitting || loading) return;
    await flush();
    if (open !== target.id || dirty) return;
    window.htmx.ajax("GET", place.dataset.element.replace("ELEMENT", encodeURIComponent(target.id)), { target: panel, swap: "innerHTML" });
  });

  let shown = "";
  panel.addEventListener("htmx:afterSwap", () => {
    if (shown !== open) panel.scrollTop = 0;
    shown = open;
  });

  // A form of the panel waits for what was drawn to be saved, and the drawing is then read again.
  panel.addEventListener("htmx:confirm", (event) => {
    event.preventDefault();
    flush().then(() => event.detail.issueRequest(true));
  });
  document.addEventListener("studio:changed", () => load().then(() => say(words.saved)));

  for (const form of document.querySelectorAll("form[data-after-saving]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      flush().then(() => form.submit());
    });
  }
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });

  load();
});
