// public_test.mjs - somebody who never signed in answers on a phone, without script: leaves out,
// goes back, changes, sends, has a receipt; in both languages, accessible; twice is once.
import { readFileSync } from "node:fs";
import { fits, setUp, start } from "../browser/lib.mjs";

const t = await start();
const shape = { width: 390, scheme: "light", lang: "vi", toString: () => "390 light vi" };
const staff = await office();
const survey = await makeSurvey(staff);
const visitor = await guest();

function plainContext(state, lang = "vi-VN") {
    return t.browser.newContext({ baseURL: t.base, javaScriptEnabled: false, storageState: state,
        viewport: { width: 390, height: 844 }, locale: lang });
}
const press = (page, button) => Promise.all([page.waitForNavigation(),
    page.locator("main").getByRole("button", { name: button, exact: true }).locator("visible=true")
        .last().click()]);
const text = (page) => page.locator("main").innerText();
async function sees(page, words, what = words) {
    const all = await text(page);
    t.check(all.includes(words), `not seen: ${what}\n${all}`);
}
async function choose(page, name, value) {
    const select = page.locator(`main select[name="${name}"]`);
    const values = await select.locator("option").evaluateAll((all) => all.map((o) => o.value));
    await select.selectOption(value ?? values.find((v) => v));
}

// An administrator who also does research.
async function office() {
    const page = await (await plainContext(await setUp(t))).newPage();
    await page.goto("/post/new");
    await page.fill("main [name=name]", "Nghiên cứu");
    await choose(page, "unit");
    await choose(page, "role", "researcher");
    await choose(page, "scope");
    await Promise.all([page.waitForNavigation(), page.click("main form button")]);
    await page.goto(`${new URL(page.url()).pathname}/appoint`);
    await choose(page, "staff");
    await Promise.all([page.waitForNavigation(), page.click("main form button")]);
    return page;
}

async function makeSurvey(page) {
    const buffer = readFileSync(new URL("form.md", import.meta.url));
    await page.goto("/form/new");
    await page.setInputFiles("[name=file]", { name: "phieu.txt", mimeType: "text/plain", buffer });
    if (await page.locator("main select[name=unit]").count()) await choose(page, "unit");
    await Promise.all([page.waitForNavigation(), page.click("main form button[type=submit]")]);
    await Promise.all([page.waitForNavigation(),
        page.click("main form[action$='/publish'] button")]);
    const form = new URL(page.url()).pathname;
    const preview = await page.getAttribute("main td a, main th a", "href");
    await page.goto(`/survey/new?form=${form.split("/").pop()}`);
    await page.fill("[name=title]", "Hài lòng với dịch vụ công 2026");
    await page.fill("[name=why]", "Để biết thủ tục nào cần làm nhanh hơn.");
    await page.check("[name=mode][value=open]");
    await Promise.all([page.waitForNavigation(), page.click("main form button[type=submit]")]);
    const at = new URL(page.url()).pathname;
    await Promise.all([page.waitForNavigation(),
        page.click("main form[action$='/open'] button")]);
    const address = await page.getAttribute("main a[href^='/s/']", "href");
    return { at, address, preview: `${preview}/preview` };
}

async function guest(lang) {
    const page = await (await plainContext(undefined, lang)).newPage();
    t.watch(page, shape);
    return page;
}

async function light(page, what) {
    const bytes = Buffer.byteLength(await page.content());
    t.check(bytes <= 50 * 1024, `${what}: ${bytes} bytes`);
    t.check(await fits(page), `${what}: wider than the screen`);
}

// ---- the way through, with a mistake, a question that comes up, back and change ----
const page = visitor;
await page.goto(survey.address);
await sees(page, "Để biết thủ tục nào cần làm nhanh hơn.");
await sees(page, "không chịu hậu quả");
await t.accessible(page, "public first");
await press(page, "Bắt đầu");
await page.getByLabel("Ông/bà tên gì?").fill("Lê Văn <b>Bình</b>");
await page.getByLabel("bao nhiêu tuổi").fill("ba mươi");
await press(page, "Tiếp");
await sees(page, "Hãy nhập số nguyên");
t.check(await page.getByLabel("bao nhiêu tuổi").getAttribute("aria-invalid") === "true",
    "the age is not marked");
t.check(await page.getByLabel("tên gì").inputValue() === "Lê Văn <b>Bình</b>", "the name is lost");
t.check(await page.getByLabel("bao nhiêu tuổi").inputValue() === "ba mươi", "the age is lost");
await t.accessible(page, "public refused");
await page.getByLabel("bao nhiêu tuổi").fill("");
await press(page, "Tiếp"); // asked once more,
await sees(page, "Chưa trả lời");
await press(page, "Tiếp"); // and left out
await sees(page, "Dịch vụ công");
await press(page, "Quay lại");
t.check(await page.getByLabel("tên gì").inputValue() === "Lê Văn <b>Bình</b>", "back loses it");
await page.getByLabel("bao nhiêu tuổi").fill("34");
await page.getByLabel("Nữ", { exact: true }).check();
await page.getByLabel("ngày nào").fill("5/3/2026");
await t.accessible(page, "public page");
await light(page, "page 1");
await press(page, "Tiếp");
await page.getByLabel("Có", { exact: true }).check();
await press(page, "Tiếp");
await sees(page, "có thêm câu hỏi");
await page.getByLabel("Qua bưu chính").check();
await page.getByLabel("4", { exact: true }).check();
await t.accessible(page, "public choices");
await light(page, "page 2");
await press(page, "Tiếp");
await page.getByLabel("Tên", { exact: true }).fill("Mai");
await press(page, "Thêm: Người cùng nhà");
await page.getByLabel("Tên", { exact: true }).fill("Cúc");
await press(page, "Tiếp");
await sees(page, "Xem lại câu trả lời");
await sees(page, "05/03/2026");
await sees(page, "Qua bưu chính");
await t.accessible(page, "public review");
await light(page, "summary");
await press(page, "Sửa Dịch vụ công");
t.check(await page.getByLabel("Qua bưu chính").isChecked(), "change loses the choice");
await page.getByLabel("Cổng dịch vụ công").check();
await press(page, "English");
await sees(page, "Through which channel?");
await sees(page, "You may leave any question unanswered");
await t.accessible(page, "public page in English");
await press(page, "Tiếng Việt");
await press(page, "Về trang xem lại");
await sees(page, "Cổng dịch vụ công trực tuyến; Qua bưu chính");

// A file of a kind that is not taken is refused, nothing is lost; then a picture, sent twice.
await page.setInputFiles("input[type=file]", { name: "a.exe", mimeType: "application/x-msdownload",
    buffer: Buffer.from("MZ\u0000\u0001\u0002") });
await press(page, "Gửi");
await sees(page, "Cổng dịch vụ công trực tuyến; Qua bưu chính", "the summary after a bad file");
await page.setInputFiles("input[type=file]", { name: "noi lam.png", mimeType: "image/png",
    buffer: await (await t.browser.newPage()).screenshot() });
const button = page.locator("main").getByRole("button", { name: "Gửi", exact: true });
await button.dblclick();
await page.getByText("Đã nhận").first().waitFor();
await sees(page, "Đã nhận");
const code = await page.innerText("code.receipt");
t.check(/^uuid:/.test(code), `no code: ${code}`);
await t.accessible(page, "public receipt");
await staff.goto(survey.at);
await sees(staff, "Phiếu đã nhận\n1", "one answer");

// ---- the trial for those who make the form ----
await staff.goto(survey.preview);
await sees(staff, "Bản thử");
await t.accessible(staff, "form trial");

// ---- on paper ----
await staff.goto(`${survey.at}/paper`);
await t.accessible(staff, "paper");
await staff.goto(`${survey.at}/paper/print?from=7&sheets=1`);
await sees(staff, "Phiếu số 7 · trang 1");
await t.accessible(staff, "paper print");
if (process.env.PICTURES) await staff.pdf({ path: `${process.env.PICTURES}/sheet.pdf`,
    preferCSSPageSize: true });

// ---- refused whole, in English; and closed meanwhile ----
const other = await guest("en-GB");
await other.goto(survey.address);
await sees(other, "without any consequence");
await t.accessible(other, "public first in English");
await press(other, "Begin");
await sees(other, "How old are you?");
await staff.goto(survey.at);
await staff.locator("summary").filter({ hasText: "Đóng" }).first().click().catch(() => {});
await staff.locator("form[action$='/close'] [name=sure]").check();
await Promise.all([staff.waitForNavigation(),
    staff.locator("form[action$='/close'] button").click()]);
await press(other, "Next");
await sees(other, "No answers are taken now");
await t.accessible(other, "public closed");
await t.end();
