# haven.R DIR - what R makes of the files: silent, or an error.
library(haven)
dir <- commandArgs(TRUE)[1]
at <- function(...) file.path(dir, ...)
for (as in c("csv", "sav", "dta"))
    unzip(at(paste0(as, ".zip")), exdir = at(as))
csv <- read.csv(at("csv", "answers.csv"), fileEncoding = "UTF-8-BOM")
nguoi <- read.csv(at("csv", "nguoi.csv"), fileEncoding = "UTF-8-BOM")
sav <- read_sav(at("sav", "answers.sav"))
kept <- read_sav(at("sav", "answers.sav"), user_na = TRUE)
dta <- read_dta(at("dta", "answers.dta"))
stopifnot(
    nrow(csv) == 3, nrow(sav) == 3, nrow(dta) == 3,
    identical(names(sav), names(csv)), identical(names(dta), names(csv)),
    identical(as.integer(sav$tuoi), c(34L, 51L, NA)),
    identical(as.integer(dta$tuoi), c(34L, 51L, NA)),
    # What later versions say is the label; what one of them asked alone is in one column.
    attr(sav$tuoi, "label") == "Bao nhiêu tuổi?",
    identical(as.character(as_factor(sav$y_kien)), c("Kém & chậm", "Khá", NA)),
    identical(as.character(as_factor(dta$y_kien)),
              c("Kém & chậm", "Khá", "Không trả lời")),
    # The refusal is missing in both, and can be told from what was not asked.
    is.na(dta$y_kien[3]), na_tag(dta$y_kien[3]) == "r",
    identical(as.character(as_factor(kept$y_kien[3])), "Không trả lời"),
    attr(kept$y_kien, "na_values") == 3,
    na_tag(dta$noi_lat[2]) == "n", is.na(na_tag(dta$noi_lat[3])),
    # Each choice of several is 0 or 1.
    identical(as.integer(sav$kenh_2), c(1L, 0L, NA)),
    inherits(sav$ngay, "Date"), inherits(dta$ngay, "Date"),
    sav$ngay[1] == as.Date("2026-02-28"), dta$ngay[1] == as.Date("2026-02-28"),
    dta$q4[2] == "Mới",
    # A repeat joins by `row`.
    identical(merge(csv, nguoi, by = "row")$ten, c("An", "Bình", "Chi")),
    nrow(read_dta(at("dta", "con.dta"))) == 2)
book <- readLines(at("dta", "codebook.xml"), warn = FALSE)
for (name in names(dta)) stopifnot(any(grepl(sprintf('name="%s"', name), book, fixed = TRUE)))
