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
//   [data-chart="NAME"]          a chart. Where window.costmodelCharts is, its update(data, stage, places, now) draws
//                                them anew; else they are marked as drawn at the stated values once something is moved
// What an answer does not have yet stays as it was, marked with data-awaited: the dear parts, and what is out of view
// while a slider moves. The latter follows when it comes into view, or when the slider rests.
(() => {
  "use strict";

  const steps = 1000;  // of a slider
  const rest = 250;    // milliseconds without a move, after which the dear parts are worked out too
  const given = { draws: 0, ribbon_draws: 0, map_columns: 0, html: true };
  const stages = {  // what is asked for: at once; when the slider rests; and then
    quick: { ...given, ranges: false, tornado: false, risk: false, given: false, points: 61 },
    settled: { ...given, given: false },
    sure: { html: true, map_columns: 0, given: false },  // all but the map of winners, which may take long
    whole: { html: true },
  };

  // Parts that nothing but some of the charts reads.
  const of_charts = ["series", "marks", "bills", "throughput", "latency_over_load"];

  const text = (id) => document.getElementById(id).textContent;
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  let marks = { decimal_mark: ".", thousands_mark: "," };  // of numbers, as the scenario wants them
  const shown = (value, digits = 4) => {
    const mark_of = { decimal: marks.decimal_mark, group: marks.thousands_mark };
    return new Intl.NumberFormat("en-US", { maximumSignificantDigits: digits }).formatToParts(value)
      .map(({ type, value: part }) => mark_of[type] ?? part).join("");
  };
  const typed = (value) => String(Number(value.toPrecision(6))).replace(".", marks.decimal_mark);
  const read = (words) => {
    const digits = marks.thousands_mark ? words.replaceAll(marks.thousands_mark, "") : words;
    return Number(digits.trim().replace(marks.decimal_mark, ".") || NaN);
  };

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
    const olds = [...element.children];
    if (olds.length === paragraphs.length && olds.every((old, i) => old.textContent === paragraphs[i])) return;
    const old = element.querySelector("p");
    element.replaceChildren(...paragraphs.map((words) => {
      const p = make("p", {}, words);
      if (old && old.className) p.className = old.className;
      return p;
    }));
  };
  const put_table = (place, html) => {
    if (html === place.costmodelShown) return;
    place.innerHTML = html;  // escaped by the library
    if (place.costmodelScrolled) place.firstElementChild.scrollLeft = place.costmodelScrolled;
    place.costmodelShown = html;
  };
  // How far a table is scrolled is noted when that happens: to ask for it between two tables is to lay out the page for
  // each.
  document.addEventListener("scroll", ({ target }) => {
    const place = target.parentElement;
    if (place && place.dataset.table !== undefined) place.costmodelScrolled = target.scrollLeft;
  }, { capture: true, passive: true });
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
  const all_sections = "main > section:has([data-paragraphs])";
  const heading_of = (section) => section.querySelector("[data-paragraphs]").dataset.paragraphs;

  // What is in view, of sections and charts; and what of the rest has not been worked out since the last move.
  const in_view = new Set();
  const late = new Set();
  let look = () => {};
  const note = (entries) => {
    for (const { target, isIntersecting } of entries) in_view[isIntersecting ? "add" : "delete"](target);
  };
  const observer = new IntersectionObserver((entries) => { note(entries); look(); });
  const charts = () => [...document.querySelectorAll("[data-chart]")];
  /// What an answer may leave out, because none of it is in view. What the page does not have yet, or not now, is
  /// worked out.
  const unseen = () => {
    note(observer.takeRecords());
    const drawn = window.costmodelCharts ? charts().filter((c) => in_view.has(c)) : [];
    const read = new Set(drawn.flatMap((chart) => window.costmodelCharts.parts(chart)));
    const sections = [...document.querySelectorAll(all_sections)].filter((s) => !s.hidden && !in_view.has(s));
    const unread = of_charts.filter((part) => !read.has(part));
    return { without: ["decision", ...unread], without_sections: sections.map(heading_of) };
  };
  const put_sections = (report, complete, wanted = () => true) => {
    const found = new Set();
    let before = document.querySelector(all_sections);
    for (const { heading, paragraphs, tables, left_out } of report.sections) {
      const section = before = section_of(heading, before);
      if (left_out) {
        late.add(section);
        continue;
      }
      late.delete(section);
      found.add(section);
      observer.observe(section);
      if (!wanted(section)) continue;
      section.hidden = false;
      put_paragraphs(place_of("paragraphs", heading, section), paragraphs);
      for (const table of tables) {
        const place = place_of("table", table.id, section);
        found.add(place);
        place.hidden = false;
        put_table(place, table.html);
      }
    }
    for (const place of document.querySelectorAll(`${all_sections}, [data-table]`)) {
      if (!wanted(place.closest("section"))) continue;
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
      const refusal = engine.refusal();
      const why_not = refusal ? JSON.parse(refusal).problems.map((problem) => problem.message).join("\n") : "";
      return { why_not, data: json ? JSON.parse(json) : null };
    };
    for (const element of document.querySelectorAll(`${all_sections}, [data-chart]`)) observer.observe(element);
    const first = ask({ ...stages.quick, given: true }).data;
    const controls = first.controls;
    marks = first.money;
    const settings = {};  // control: value, of those that were moved
    const views = new Map();

    // The dear parts are worked out beside the page, so that a slider never waits for them: first those that take a
    // moment, then all of them. A worker that is at an older question is let go.
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
      const questions = ["settled", "sure", "whole"].map((stage) =>
        [stage, JSON.stringify({ ...stages[stage], set: settings })]);
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
    const draw = (data, stage, places) => {
      if (!window.costmodelCharts) return Promise.resolve();
      const now = new Set(places.filter((chart) => stage !== "quick" || in_view.has(chart)));
      for (const chart of places) late[stage === "quick" && !now.has(chart) ? "add" : "delete"](chart);
      return window.costmodelCharts.update(data, stage, places, now);
    };
    const show = (data, stage) => {
      window.costmodelPage.said = data;
      for (const lead of document.querySelectorAll("[data-lead]")) put_paragraphs(lead, data.report.lead);
      put_sections(data.report, stage === "sure" || stage === "whole");
      const drawn = draw(data, stage, charts());
      say(data);
      const moved = controls.filter((c) => c.name in settings);
      changed.textContent = moved.length === 0 ? "" : `Changed by hand: ${moved.map((c) =>
        `${named(c)} ${shown(settings[c.name], 6)} ${c.unit} (stated: ${shown(c.value, 6)})`).join("; ")}.`;
      place.toggleAttribute("data-changed", moved.length > 0);
      const stated = moved.length > 0 && !window.costmodelCharts;
      document.documentElement.toggleAttribute("data-costmodel-charts-stated", stated);
      document.documentElement.dataset.costmodelAnswered = stage;
      return drawn;
    };

    const quick = () => ({ ...stages.quick, ...unseen(), set: settings });
    // What was out of view at the last move, and is not now.
    look = () => {
      if (frame) return;
      const options = quick();
      const due = new Set([...late].filter((element) => in_view.has(element)));
      const { data } = due.size > 0 ? ask(options) : {};
      if (!data) return;
      put_sections(data.report, false, (section) => due.has(section));
      window.costmodelPage.drawn = draw(data, "quick", charts().filter((chart) => due.has(chart)));
    };

    let frame = 0;
    const update = () => {
      frame = 0;
      asked += 1;
      clearTimeout(timer);
      const began = performance.now();
      const { why_not, data } = ask(quick());
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
      if (from !== field) field.value = typed(value);
      field.removeAttribute("aria-invalid");
      slider.setAttribute("aria-valuetext", `${shown(value, 6)} ${c.unit}`);
    };

    const row = (c, i) => {
      const id = `costmodel-control-${i}`;
      const slider = make("input", { type: "range", id, min: 0, max: steps, step: 1, "data-control": c.name });
      const field = make("input", { type: "text", inputmode: "decimal", autocomplete: "off", "data-control": c.name,
        "aria-label": `${named(c)}, ${c.unit}` });
      const stated = c.stated ? `, range ${shown(c.stated[0], 6)} to ${shown(c.stated[1], 6)}` : "";
      const label = make("label", { for: id }, make("span", { class: "what" }, c.label), " ");
      if (c.paths.length > 0) label.append(make("span", { class: "whose" }, c.paths.join(", ")));
      views.set(c.name, { slider, field });
      slider.addEventListener("input", () => { set(c, value_at(c, Number(slider.value)), slider); soon(); });
      field.addEventListener("change", () => {
        const value = read(field.value);
        const good = Number.isFinite(value) && value >= c.low && value <= c.high;
        if (!good) {
          field.setAttribute("aria-invalid", "true");
          message.textContent = `${named(c)}: a number from ${shown(c.low)} to ${shown(c.high)} ${c.unit}.`;
          return;
        }
        set(c, value, field);
        soon();
      });
      const units = make("span", { class: "unit" }, `${c.unit}; stated ${shown(c.value, 6)}${stated}`);
      const element = make("div", { class: "control" }, label, slider, field, units);
      set(c, c.value);
      return element;
    };

    const titles = { demand: "Demand", acceptance: "Acceptance", price: "Prices", purchase: "Purchase",
      reject: "Rejected requests", tokens: "Tokens of an answer" };
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
      controls, settings, said: first, times: [], drawn: Promise.resolve(), left_out: unseen,
      set(values) {
        for (const c of controls) set(c, c.name in values ? values[c.name] : c.value);
        soon();
      },
      answer_now() {
        cancelAnimationFrame(frame);
        return update();
      },
    };
    if (window.costmodelCharts) await window.costmodelCharts.prepare(first);
    document.documentElement.dataset.costmodelPage = "ready";
  };
  start();
})();
