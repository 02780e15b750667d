// Opens each page at 1280 and 400 pixels, light and dark. A page must ask for nothing, run nothing, break no rule of its policy,
// not be wider than its window, filter, unfold by keyboard, print everything, and please axe.
//
// With PICTURES, a picture of each is left there.
const path = require("path");
const puppeteer = require("puppeteer-core");
const axe = require("fs").readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const check = (holds, text) => {
  if (!holds) throw new Error(text);
};

async function look(browser, file, width, scheme) {
  const page = await browser.newPage();
  const asked = [];
  const said = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(`file://${file}`);
  const name = `${path.basename(file, ".html")}-${width}-${scheme}`;
  check(asked.length === 1, `${name} asked for ${asked}`);
  check(said.length === 0, `${name} said ${said}`);
  check((await page.title()) !== "run", `${name} ran a script`);
  check((await page.$$("script, iframe, img, link")).length === 0, `${name} holds what a host wrote`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  check(wide <= 0, `${name} is ${wide} pixels too wide`);
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/${name}.png` });
  await filters(page, name);
  await folds(page, name);
  await accessible(page, name);
  await page.close();
}

// Each choice shows as many rows as its label says.
async function filters(page, name) {
  for (const label of await page.$$(".filters label")) {
    const [text, id] = await label.evaluate((label) => [label.textContent, label.htmlFor]);
    await page.focus(`#${id}`);
    await page.keyboard.press("Space");
    const shown = await page.$$eval("main > section > .rows > li", (rows) => rows.filter((row) => row.checkVisibility()).length);
    check(shown === Number(text.split(" ").pop()), `${name}: ${text} shows ${shown}`);
  }
  if (await page.$("#show-all")) await page.$eval("#show-all", (all) => all.click());
}

// The first one that is closed opens by keyboard.
async function folds(page, name) {
  const fold = await page.$("details:not([open]) > summary");
  if (!fold) return;
  await fold.focus();
  await page.keyboard.press("Enter");
  check(await fold.evaluate((summary) => summary.parentElement.open), `${name}: nothing unfolds`);
}

async function accessible(page, name) {
  // The policy allows no script, so this one comes from outside of the page.
  await page.evaluate(axe);
  const rows = await page.$$("main li");
  // What is alike is looked at in a hundred rows, for time's sake.
  if (rows.length > 100) await page.$$eval("main li", (rows) => rows.slice(100).forEach((row) => row.remove()));
  await page.$$eval("details", (folds) => folds.slice(0, 20).forEach((fold) => (fold.open = true)));
  const { violations } = await page.evaluate(() => axe.run());
  const told = violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 200)} ${one.nodes[0].failureSummary}`);
  check(told.length === 0, `${name}: ${told.join("\n")}`);
}

// On paper everything is unfolded.
async function printed(browser, file) {
  const page = await browser.newPage();
  await page.goto(`file://${file}`);
  await page.emulateMediaType("print");
  const hidden = await page.$$eval("details:not([open]) > :not(summary)", (all) => all.filter((one) => !one.checkVisibility()).length);
  check(hidden === 0, `${file}: ${hidden} parts are not printed`);
  await page.close();
}

(async () => {
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu"],
  });
  try {
    for (const file of process.argv.slice(2)) {
      for (const width of [1280, 400]) {
        for (const scheme of ["light", "dark"]) await look(browser, file, width, scheme);
      }
      await printed(browser, file);
    }
  } finally {
    await browser.close();
  }
})().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
