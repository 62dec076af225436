// office: demo
// results_test.mjs - a researcher looks through the answers of a finished survey, judges one,
// corrects one, and takes the data; first of all it is said what for.
import { Person } from "../browser/person.mjs";
import { enterDemo, start } from "../browser/lib.mjs";

const t = await start();
const { page, who } = await researcher();
const survey = await finished();

async function researcher() {
    const context = await t.browser.newContext({ baseURL: t.base, javaScriptEnabled: false,
        viewport: { width: 390, height: 844 }, locale: "vi-VN", hasTouch: true,
        acceptDownloads: true });
    const page = await context.newPage();
    t.watch(page, { width: 390, lang: "vi", toString: () => "390" });
    const who = new Person(t, page, "nghiencuu");
    await enterDemo(page, "nghiencuu");
    return { page, who };
}

async function finished() {
    await page.goto("/survey?stage=closed");
    const all = await page.locator("main a").evaluateAll((a) => a.map((x) => x.pathname));
    return all.find((path) => /^\/survey\/\d+$/.test(path));
}

// Not a word of an answer before the reason.
await page.goto(`${survey}/answers`);
t.check(await page.locator("main a[href^='/submission/']").count() === 0, "shown before a reason");
await t.accessible(page, "results reading");
await page.fill("main [name=reason]", "Soát phiếu trước khi phân tích");
await who.press("Ghi lý do và xem");
t.check(await page.locator("main a[href^='/submission/']").count() === 25, "25 answers");
await t.accessible(page, "results list");

// A filter, a column, the next page.
await who.fill({ "Soát phiếu": "Chưa soát" });
await who.press("Lọc");
if (await page.getByRole("link", { name: "Trang sau" }).count()) await who.follow("Trang sau");

// One answer: judged with a note, corrected with a reason.
await page.goto(`${survey}/answers`);
await Promise.all([page.waitForNavigation(),
    page.locator("main a[href^='/submission/']").first().click()]);
const answer = who.at();
await t.accessible(page, "results answer");
await who.pick("Soát phiếu", "Loại");
await who.press("Lưu kết quả soát");
await who.sees("Hãy ghi rõ vì sao");
await who.fill({ "Ghi chú": "Gọi lại: không có cuộc phỏng vấn này" });
await who.press("Lưu kết quả soát");
await who.sees("Gọi lại: không có cuộc phỏng vấn này");

const edit = page.locator("main a[href*='/edit?path=']").first();
await Promise.all([page.waitForNavigation(), edit.click()]);
await t.accessible(page, "results edit");
await page.locator("main [name=why]").evaluate((e) => e.removeAttribute("required"));
await Promise.all([page.waitForNavigation(), page.click("main form button[type=submit]")]);
await who.sees("Hãy ghi lý do sửa.");
const radios = page.locator("main input[type=radio][name=value]");
if (await radios.count()) {
    const all = await radios.evaluateAll((list) => list.map((r) => r.checked));
    await radios.nth(all[0] ? 1 : 0).check();
} else {
    const box = page.locator("main [name=value]").first();
    const kind = await box.getAttribute("inputmode") ?? await box.inputValue();
    await box.fill(/^\d+$/.test(kind) ? String(Number(kind) + 1) : "41");
}
await who.fill({ "Lý do sửa": "Gọi lại, người trả lời xác nhận" });
await who.press("Lưu bản sửa");
t.check(who.at() === answer, `${who.at()} after an edit`);
await who.sees("Gọi lại, người trả lời xác nhận");
t.check(await page.locator("main del").count() > 0, "what it was is not shown");
await t.accessible(page, "results corrected");
if (await page.getByRole("link", { name: "Phiếu sau" }).count()) await who.follow("Phiếu sau");

// Signals and counts say what they are.
await page.goto(`${survey}/quality`);
await who.sees("Ngưỡng:");
await t.accessible(page, "results quality");
await page.goto(`${survey}/counts`);
await who.sees("không được công bố");
t.check(await page.locator("main figure").count() > 3, "no pictures");
await t.accessible(page, "results counts");

// The data, with a reason, as a file.
await page.goto(`${survey}/export`);
await t.accessible(page, "results export");
await who.pick("Dạng tệp", "Stata (.dta), có nhãn và mã khuyết");
await page.fill("main [name=reason]", "");
const send = page.getByRole("button", { name: "Xuất dữ liệu", exact: true });
await page.locator("main [name=reason]").evaluate((e) => e.removeAttribute("required"));
await Promise.all([page.waitForNavigation(), send.click()]);
await who.sees("lý do");
await page.fill("main [name=reason]", "Phân tích cho báo cáo quý");
const [file] = await Promise.all([page.waitForEvent("download"), send.click()]);
t.check(/dta\.zip$/.test(file.suggestedFilename()), `a file named ${file.suggestedFilename()}`);
await page.goto(`${survey}/export`);
await who.sees("Đã xong:");
await t.accessible(page, "results taken");
await page.goto("/lang/en?back=%2Fsurvey");
for (const what of ["answers", "quality", "counts", "export"]) {
    await page.goto(`${survey}/${what}`);
    await t.accessible(page, `results ${what} in English`);
}
await page.goto(answer);
await t.accessible(page, "results answer in English");
await t.end();
