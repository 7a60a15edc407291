// The page answers back: sliders set inputs, the library itself (WebAssembly, beside this script) works everything out
// anew, and what it says is put in place. Nothing is computed here but where a slider stands.
//
// What it finds in the page:
//   script#costmodel-engine      the library; defines costmodelEngine
//   script#costmodel-scenario    the scenario, as JSON
//   #costmodel-controls          where the sliders go; hidden until they work
//   [data-lead]                  takes the paragraphs of the report's lead
//   [data-paragraphs="HEADING"]  takes the paragraphs of a section
//   [data-table="ID"]            takes a table
//   [data-chart="NAME"]          a chart. Where window.costmodelCharts is, its update(data, stage) draws all of them anew;
//                                else they are marked as drawn at the stated values once something is moved
// What an answer does not have yet stays as it was, marked with data-awaited.
(() => {
  "use strict";

  const steps = 1000;  // of a slider
  const rest = 250;    // milliseconds without a move, after which the dear parts are worked out too
  const given = { draws: 0, ribbon_draws: 0, map_columns: 0, html: true };
  const stages = {  // what is asked for: at once; when the slider rests; and then
    quick: { ...given, ranges: false, tornado: false, risk: false, given: false, points: 61 },
    settled: { ...given, given: false },
    whole: { html: true },
  };

  const text = (id) => document.getElementById(id).textContent;
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const shown = (value, digits = 4) => value.toLocaleString("en-US", { maximumSignificantDigits: digits });

  // Where a slider stands, and what that means.
  const position = (control, value) => {
    const { low, high, logarithmic } = control;
    const at = logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    return Math.round(steps * Math.min(1, Math.max(0, at)));
  };
  const value_at = (control, slider) => {
    const { low, high, logarithmic, value } = control;
    if (slider === position(control, value)) return value;
    if (slider === 0) return low;
    if (slider === steps) return high;
    const at = slider / steps;
    const exact = logarithmic ? low * (high / low) ** at : low + (high - low) * at;
    return Math.min(high, Math.max(low, Number(exact.toPrecision(3))));
  };

  /// Puts what the library said in place.
  const put_paragraphs = (element, paragraphs) => {
    const old = element.querySelector("p");
    element.replaceChildren(...paragraphs.map((words) => {
      const p = make("p", {}, words);
      if (old && old.className) p.className = old.className;
      return p;
    }));
  };
  const put_table = (place, html) => {
    if (html === place.costmodelShown) return;
    const scrolled = place.firstElementChild ? place.firstElementChild.scrollLeft : 0;
    place.innerHTML = html;  // escaped by the library
    place.firstElementChild.scrollLeft = scrolled;
    place.costmodelShown = html;
  };
  const place_of = (kind, name, within, attributes = {}) => {
    for (const place of within.querySelectorAll(`[data-${kind}]`)) if (place.dataset[kind] === name) return place;
    return within.appendChild(make("div", { [`data-${kind}`]: name, ...attributes }));
  };
  const section_of = (heading, before) => {
    for (const place of document.querySelectorAll("[data-paragraphs]"))
      if (place.dataset.paragraphs === heading) return place.closest("section");
    const section = make("section", {}, make("h2", {}, heading), make("div", { "data-paragraphs": heading }));
    before.after(section);
    return section;
  };
  const put_sections = (report, complete) => {
    const found = new Set();
    let before = document.querySelector("main > section:has([data-paragraphs])");
    for (const { heading, paragraphs, tables } of report.sections) {
      const section = before = section_of(heading, before);
      found.add(section);
      section.hidden = false;
      put_paragraphs(place_of("paragraphs", heading, section), paragraphs);
      for (const table of tables) {
        const place = place_of("table", table.id, section);
        found.add(place);
        place.hidden = false;
        put_table(place, table.html);
      }
    }
    for (const place of document.querySelectorAll("main > section:has([data-paragraphs]), [data-table]")) {
      place.toggleAttribute("data-awaited", !complete && !found.has(place));
      if (complete && !found.has(place)) place.hidden = true;
    }
  };

  const start = async () => {
    const place = document.getElementById("costmodel-controls");
    if (!place || typeof costmodelEngine === "undefined") return;
    const library = await costmodelEngine();
    const engine = new library.Engine(text("costmodel-scenario"));
    const ask = (options) => {
      const json = engine.data(JSON.stringify(options));
      return { why_not: engine.refusal(), data: json ? JSON.parse(json) : null };
    };
    const first = ask({ ...stages.quick, given: true }).data;
    const controls = first.controls;
    const settings = {};  // control: value, of those that were moved
    const views = new Map();

    // The dear parts are worked out beside the page, so that a slider never waits for them: first those that take a moment,
    // then all of them. A worker that is at an older question is let go.
    let asked = 0;
    let timer = 0;
    let worker = null;  // false: none can be had
    let working = false;
    const answered = ({ number, stage, data }) => {
      if (number !== asked) return;
      working = stage !== "whole";
      if (data) show(data, stage);
      place.toggleAttribute("data-busy", working);
    };
    const start_worker = () => {
      const source = `${text("costmodel-engine")}
        const ready = costmodelEngine();
        onmessage = async ({ data: { scenario, number, questions } }) => {
          const library = await ready;
          const engine = new library.Engine(scenario);
          for (const [stage, options] of questions) {
            const json = engine.data(options);
            postMessage({ number, stage, data: json ? JSON.parse(json) : null });
          }
          engine.delete();
        };`;
      const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
      worker = new Worker(address);
      worker.onmessage = ({ data }) => answered(data);
      worker.onerror = (event) => {
        event.preventDefault();
        worker = false;
        ask_whole();
      };
    };
    const ask_whole = () => {
      const number = asked;
      if (worker && working) {
        worker.terminate();
        worker = null;
      }
      if (worker === null) {
        try { start_worker(); } catch { worker = false; }
      }
      const questions = ["settled", "whole"].map((stage) => [stage, JSON.stringify({ ...stages[stage], set: settings })]);
      if (!worker) return answered({ number, stage: "whole", data: ask({ ...stages.whole, set: settings }).data });
      working = true;
      worker.postMessage({ scenario: text("costmodel-scenario"), number, questions });
    };

    const message = make("p", { role: "status", "aria-live": "polite", class: "answer" });
    const changed = make("p", { class: "changed" });
    const say = (data) => {
      const words = data.report.lead[data.question ? 1 : 0] || "";
      if (message.textContent !== words) message.textContent = words;
    };
    const show = (data, stage) => {
      window.costmodelPage.said = data;
      for (const lead of document.querySelectorAll("[data-lead]")) put_paragraphs(lead, data.report.lead);
      put_sections(data.report, stage === "whole");
      const drawn = window.costmodelCharts ? window.costmodelCharts.update(data, stage) : Promise.resolve();
      say(data);
      const moved = controls.filter((c) => c.name in settings);
      changed.textContent = moved.length === 0 ? "" : `Changed by hand: ${moved.map((c) =>
        `${named(c)} ${shown(settings[c.name], 6)} ${c.unit} (stated: ${shown(c.value)})`).join("; ")}.`;
      place.toggleAttribute("data-changed", moved.length > 0);
      document.documentElement.toggleAttribute("data-costmodel-charts-stated", moved.length > 0 && !window.costmodelCharts);
      document.documentElement.dataset.costmodelAnswered = stage;
      return drawn;
    };

    let frame = 0;
    const update = () => {
      frame = 0;
      asked += 1;
      clearTimeout(timer);
      const began = performance.now();
      const { why_not, data } = ask({ ...stages.quick, set: settings });
      const worked = performance.now();
      if (data)
        window.costmodelPage.drawn = show(data, "quick").then(() => {
          window.costmodelPage.times.push({ engine: worked - began, all: performance.now() - began });
        });
      else message.textContent = why_not;
      place.setAttribute("data-busy", "");
      timer = setTimeout(() => { timer = 0; ask_whole(); }, rest);
      return data;
    };
    const soon = () => {
      document.documentElement.dataset.costmodelAnswered = "not yet";
      if (!frame) frame = requestAnimationFrame(update);
    };

    const named = (c) => c.paths.length === 0 ? c.label : `${c.label}, ${c.paths.join(", ")}`;
    const set = (c, value, from) => {
      if (value === c.value) delete settings[c.name];
      else settings[c.name] = value;
      const { slider, field } = views.get(c.name);
      if (from !== slider) slider.value = position(c, value);
      if (from !== field) field.value = String(Number(value.toPrecision(6)));
      field.removeAttribute("aria-invalid");
      slider.setAttribute("aria-valuetext", `${shown(value)} ${c.unit}`);
    };

    const row = (c, i) => {
      const id = `costmodel-control-${i}`;
      const slider = make("input", { type: "range", id, min: 0, max: steps, step: 1, "data-control": c.name });
      const field = make("input", { type: "text", inputmode: "decimal", autocomplete: "off", "data-control": c.name,
        "aria-label": `${named(c)}, ${c.unit}` });
      const stated = c.stated ? `, range ${shown(c.stated[0])} to ${shown(c.stated[1])}` : "";
      const label = make("label", { for: id }, make("span", { class: "what" }, c.label), " ");
      if (c.paths.length > 0) label.append(make("span", { class: "whose" }, c.paths.join(", ")));
      views.set(c.name, { slider, field });
      slider.addEventListener("input", () => { set(c, value_at(c, Number(slider.value)), slider); soon(); });
      field.addEventListener("change", () => {
        const value = Number(field.value.trim().replaceAll(",", "") || NaN);
        const good = Number.isFinite(value) && value >= c.low && value <= c.high;
        if (!good) {
          field.setAttribute("aria-invalid", "true");
          message.textContent = `${named(c)}: a number from ${shown(c.low)} to ${shown(c.high)} ${c.unit}.`;
          return;
        }
        set(c, value, field);
        soon();
      });
      const units = make("span", { class: "unit" }, `${c.unit}; stated ${shown(c.value)}${stated}`);
      const element = make("div", { class: "control" }, label, slider, field, units);
      set(c, c.value);
      return element;
    };

    const titles = { demand: "Demand", acceptance: "Acceptance", price: "Prices", purchase: "Purchase", reject: "Rejected requests",
      tokens: "Tokens of an answer" };
    for (const kind of new Set(controls.map((c) => c.kind))) {
      const title = titles[kind] || kind;
      const plain = controls.filter((c) => c.kind === kind).every((c) => c.label === title && c.paths.length === 0);
      const group = make("fieldset", {}, make("legend", plain ? { class: "unseen" } : {}, title));
      controls.forEach((c, i) => { if (c.kind === kind) group.append(row(c, i)); });
      place.append(group);
    }
    const reset = make("button", { type: "button" }, "Back to the stated values");
    reset.addEventListener("click", () => { for (const c of controls) set(c, c.value); soon(); });
    place.append(make("div", { class: "foot" }, message, changed, reset));
    say(first);
    place.hidden = false;
    // For whoever wants to turn the page from outside, as its tests do.
    window.costmodelPage = {
      controls, settings, said: first, times: [], drawn: Promise.resolve(),
      set(values) {
        for (const c of controls) set(c, c.name in values ? values[c.name] : c.value);
        soon();
      },
      answer_now() {
        cancelAnimationFrame(frame);
        return update();
      },
    };
    if (window.costmodelCharts) await window.costmodelCharts.prepare();
    document.documentElement.dataset.costmodelPage = "ready";
  };
  start();
})();
