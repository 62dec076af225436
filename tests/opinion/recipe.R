# recipe.R DIR - the figures of the tables as R's survey reckons them from the file: silent, or an
# error.
suppressPackageStartupMessages(library(survey))
options(survey.lonely.psu = "adjust")
dir <- commandArgs(TRUE)[1]
answers <- read.csv(file.path(dir, "answers.csv"), fileEncoding = "UTF-8-BOM",
                    colClasses = c(district = "character"))
answers[answers == ""] <- NA
tables <- read.delim(file.path(dir, "tables.tsv"), header = FALSE, quote = "",
                     col.names = c("recipe", "group", "term", "share", "lo", "hi", "p"))
design <- svydesign(~psu, strata = ~stratum, weights = ~base,
                    data = subset(answers, base > 0))
word <- function(pattern, text)
    if (grepl(pattern, text)) sub(paste0(".*", pattern, ".*"), "\\1", text) else NA
near <- function(a, b) isTRUE(all.equal(a, b, tolerance = 1e-7))
for (i in seq_len(nrow(tables))) {
    row <- tables[i, ]
    by <- word("--by ([a-z_]+)", row$recipe)
    one <- word("factor\\(([a-z_]+)\\)", row$recipe)
    if (row$group == "" && !is.na(by)) next
    number <- grepl("estimate mean", row$recipe)
    design$variables$x <- if (is.na(one)) answers[answers$base > 0, row$term] else
        as.numeric(answers[answers$base > 0, one] == row$term)
    part <- if (is.na(by)) design else
        design[which(design$variables[[by]] == row$group), ]
    part <- subset(part, !is.na(x))
    m <- svymean(~x, part)
    share <- coef(m)[[1]]
    se <- SE(m)[[1]]
    t <- qt(0.975, degf(part))
    ends <- if (number) share + c(-t, t) * se else
        plogis(qlogis(share) + c(-t, t) * se / (share * (1 - share)))
    if (!near(c(share, ends), c(row$share, row$lo, row$hi)))
        stop(sprintf("%s: %s %s: %.9f (%.9f - %.9f), not %.9f (%.9f - %.9f)", row$recipe,
                     row$group, row$term, share, ends[1], ends[2], row$share, row$lo, row$hi))
    if (!is.na(by) && !is.na(one) && !is.na(row$p)) {
        design$variables$row <- factor(design$variables[[one]])
        design$variables$col <- factor(design$variables[[by]])
        p <- svychisq(~row + col, design)$p.value
        if (!near(p[[1]], row$p)) stop(sprintf("%s: p %.9f, not %.9f", row$recipe, p, row$p))
    }
}
