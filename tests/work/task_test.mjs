// task_test.mjs - the way of a task through all hands, without script: draft, five lamps, issue,
// split, report with a file, return, more time, report, accept; a form sent twice, two editors,
// many at once.
import { start } from "../browser/lib.mjs";
import { office } from "./office.mjs";

const t = await start(), person = office(t);
const text = (page) => page.locator("main").innerText();
const has = async (page, words, what) =>
    t.check((await text(page)).includes(words), `${what}: no "${words}" on ${page.url()}`);
const press = (page, name) => Promise.all([page.waitForNavigation(),
    page.getByRole("button", { name, exact: true }).click()]);

// Choose by the words of an option, whatever stands before them.
async function choose(page, name, words) {
    const value = await page.locator(`select[name="${name}"] option`, { hasText: words }).first()
        .getAttribute("value");
    await page.selectOption(`[name="${name}"]`, value);
}

const officer = await person("officer"), worker = await person("worker");
const lead = await person("lead"), rival = await person("rival");

// A draft may be incomplete, and says what is missing.
await officer.goto("/task/new");
await officer.fill('[name="work"]', 'Tăng cường tuyên truyền <b>"chuyển đổi số"</b>');
await officer.fill('[name="target"]', "chín mươi");
await press(officer, "Lưu dự thảo");
t.check(await officer.inputValue('[name="target"]') === "chín mươi", "what was typed is lost");
await has(officer, "Mức cần đạt phải là một số", "a target in words");
await officer.fill('[name="target"]', "");
await press(officer, "Lưu dự thảo");
const at = new URL(officer.url()).pathname;
await has(officer, "Còn 4 điều chưa rõ", "the lamps");
await has(officer, "“tăng cường” là lời chung", "the advice");
t.check(await officer.locator(".clears .dark").count() === 4, "four lamps are dark");
t.check((await rival.goto(at)).status() === 404, "a draft is not seen elsewhere");

await officer.goto(`${at}/edit`);
await choose(officer, "lead", "Huyện Cẩm Giàng");
await officer.fill('[name="days"]', "10");
await officer.fill('[name="after"]', "2022-10-14");
await officer.fill('[name="product"]', "Báo cáo kết quả");
await press(officer, "Lưu dự thảo");
await has(officer, "10 ngày làm việc kể từ sau ngày 14/10/2022, bỏ qua 4 ngày nghỉ", "why");
await officer.goto(`${at}/edit`);
await choose(officer, "answerable", "Lê Thị Cúc");
await press(officer, "Lưu dự thảo");
await has(officer, "Đã đủ rõ để ban hành", "all lamps");
await press(officer, "Ban hành nhiệm vụ");
await has(officer, "Còn 14 ngày", "the schedule");

// The lead splits it in its own district only.
await lead.goto(`${at}/split?pick=commune`);
t.check(!(await text(lead)).includes("Nam Sách"), "another district is offered");
await press(lead, "Tiếp tục: xem trước");
await lead.fill('[name="due.5"]', "2022-12-01");
await lead.fill('[name="product"]', "Danh sách");
await press(lead, "Giao cho các đơn vị");
await has(lead, "Thời hạn của đơn vị không thể sau", "a late child");
t.check(await lead.inputValue('[name="product"]') === "Danh sách", "the plan is lost");
await lead.fill('[name="due.5"]', "2022-10-20");
await lead.check('[name="how"][value="draft"]');
await press(lead, "Giao cho các đơn vị");
await has(lead, "Nhiệm vụ con", "the children");

// A report with a file, returned, sent again, accepted.
async function report(words, final) {
    await worker.goto(`${at}/report`);
    await worker.fill('[name="words"]', words);
    await worker.fill('[name="said"]', "60");
    if (final) await worker.check('[name="final"]');
    await worker.setInputFiles('[name="file"]', { name: "Báo cáo <1>.txt", mimeType: "text/plain",
        buffer: Buffer.from("12 hội nghị") });
    await press(worker, "Gửi báo cáo");
}
await worker.goto(`${at}/report`);
await worker.fill('[name="said"]', "quá nửa");
await worker.fill('[name="words"]', "Đã mở 12 hội nghị");
await press(worker, "Gửi báo cáo");
await has(worker, "Tiến độ là số nguyên", "a percentage in words");
t.check(await worker.inputValue('[name="words"]') === "Đã mở 12 hội nghị", "the words are lost");
await report("Đã mở 19 <hội nghị>", true);
await has(worker, "Báo cáo hoàn thành", "the report");
const file = worker.locator(".evidence a").first();
const got = await worker.request.get(await file.getAttribute("href"));
t.check(await got.text() === "12 hội nghị", "the file is not what was sent");
t.check((await rival.request.get(await file.getAttribute("href"))).status() === 404,
    "evidence is shown to another district");

async function judge(verdict, shown, reason) {
    await officer.goto(`${at}/judge`);
    await officer.check(`[name="verdict"][value="${verdict}"]`);
    await officer.check(`[name="shown"][value="${shown}"]`);
    await officer.fill('[name="reason"]', reason);
    await press(officer, "Gửi ý kiến");
}
await judge("returned", "part", "");
await has(officer, "Hãy ghi lý do trả lại", "a return without a reason");
await officer.fill('[name="reason"]', "Thiếu danh sách");
await press(officer, "Gửi ý kiến");
await has(officer, "Bị trả lại", "the return");

// More time is asked for, and given with another day; the first one stays.
await worker.goto(`${at}/extend`);
await worker.fill('[name="wanted"]', "2022-11-20");
await worker.fill('[name="reason"]', "Mưa bão");
await press(worker, "Đề nghị gia hạn");
await officer.goto(at);
await press(officer, "Trả lời đề nghị gia hạn");
await officer.check('[name="verdict"][value="granted"]');
await officer.fill('[name="granted"]', "2022-11-15");
await press(officer, "Gửi trả lời");
await has(officer, "thời hạn ban đầu 28/10/2022, đã gia hạn 1 lần", "the first due day");

await report("Đã bổ sung danh sách", true);
await judge("accepted", "full", "");
await has(officer, "Hoàn thành đúng hạn", "the end");
await has(officer, "xác nhận hoàn thành", "the history");

// The same form sent twice reports once.
await worker.goto("/task/1/report");
const hidden = (name) => worker.inputValue(`form.sheet [name="${name}"]`);
const multipart = { token: await hidden("token"), key: await hidden("key"),
    unit: await hidden("unit"), words: "Gửi hai lần", said: "50", address: "" };
for (let i = 0; i < 2; i++) {
    const reply = await worker.request.post("/task/1/report", { multipart });
    t.check(reply.ok(), `sent ${i + 1} times: ${reply.status()}`);
}
await worker.goto("/task/1");
t.check(await worker.getByText("Gửi hai lần").count() === 1, "a form sent twice reports twice");

// Two edit the same draft: the second is told, and loses nothing.
const other = await person("leader");
await officer.goto("/task/5/edit");
await other.goto("/task/5/edit");
await officer.fill('[name="product"]', "Kế hoạch A");
await press(officer, "Lưu dự thảo");
await other.fill('[name="note"]', "Ghi chú của người thứ hai");
await press(other, "Lưu dự thảo");
await has(other, "Có người khác vừa sửa", "the second editor");
const shown = (name) => other.inputValue(`[name="${name}"]`);
t.check(await shown("note") === "Ghi chú của người thứ hai", "the second's note is lost");
t.check(await shown("product") === "Kế hoạch A", "the first's product is lost");
await press(other, "Lưu dự thảo");
await has(other, "Ghi chú của người thứ hai", "both changes");
await has(other, "Kế hoạch A", "both changes");

// Many at once, and undone.
await officer.goto("/task/bulk?task.5=1&task.6=1&what=pause&reason=Ch%E1%BB%9D");
await has(officer, "Giữ nguyên", "what cannot be paused");
await press(officer, "Thực hiện với 1 nhiệm vụ");
await press(officer, "Hoàn tác");
await has(officer, "Đã hoàn tác lúc", "the undo");

await t.end();
