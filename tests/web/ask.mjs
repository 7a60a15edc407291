// Asks the page's engine without a browser. usage: node ask.mjs ENGINE < {"scenario": "…", "options": [{…}, …]}
// Prints a list of what it says to each: {"data", "refusal"}.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const costmodelEngine = createRequire(import.meta.url)(process.argv[2]);
const { scenario, options } = JSON.parse(readFileSync(0, "utf8"));
const library = await costmodelEngine();
const words = (refusal) => (refusal ? JSON.parse(refusal).problems.map((problem) => problem.message).join("\n") : "");
const engine = new library.Engine(scenario);
const answers = options.map((asked) => {
  const json = engine.data(JSON.stringify(asked));
  return { data: json ? JSON.parse(json) : null, refusal: words(engine.refusal()) };
});
const opened = words(new library.Engine(scenario).refusal());
process.stdout.write(JSON.stringify({ version: library.version(), opened, answers }));
