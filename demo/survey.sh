#!/bin/sh
# survey.sh - makes demo/survey.csv: an invented survey of satisfaction with the one-stop shops
# of a province, for the examples of namro estimate and the guide.  3 strata, in each 8 of its
# communes, in each commune 20 people; weights by what was drawn, raised by a tenth or so for
# those who answer less.  The figures are of nobody and nowhere.  Random numbers are those of
# Park and Miller (1988), so that every awk makes the same file.
LC_ALL=C awk '
function draw() { seed = (seed * 16807) % 2147483647; return seed / 2147483647 }
BEGIN {
    seed = 20260301
    split("Đô thị|Đồng bằng|Miền núi", stratum, "|")
    split("Phường|Xã|Xã", kind, "|")
    split("40|120|60", communes, "|")
    split("9000|6000|3000", people, "|")
    split("1 Rất hài lòng|2 Hài lòng|3 Bình thường|4 Chưa hài lòng", level, "|")
    print "tang,xa,so_xa,quyen_so,gioi,tuoi,hai_long,phut,truc_tuyen"
    for (h = 1; h <= 3; h++)
        for (c = 1; c <= 8; c++) {
            place = draw()
            here = int(people[h] * (0.7 + 0.6 * draw()))
            for (i = 1; i <= 20; i++) {
                woman = draw() < 0.54; age = 18 + int(62 * draw())
                online = draw() < 0.62 - 0.11 * h - 0.005 * (age - 45)
                x = draw() + 0.35 * place + 0.12 * online - 0.04 * h
                word = x > 1.02 ? 1 : x > 0.5 ? 2 : x > 0.22 ? 3 : 4
                minutes = int(12 + 30 * (1 - place) * draw() + 6 * h + 12 * draw() * (1 - online))
                weight = communes[h] / 8 * here / 20 * (woman ? 0.95 : 1.06) * (age < 35 ? 1.15 : 1)
                printf "%s,%s %d,%d,%.1f,%s,%d,%s,%s,%s\n", stratum[h], kind[h], h * 100 + c,
                       communes[h], weight, woman ? "Nữ" : "Nam", age,
                       draw() < 0.03 ? "" : level[word], draw() < 0.05 ? "" : minutes,
                       online ? "Có" : "Không"
            }
        }
}' > "$(dirname "$0")/survey.csv"
