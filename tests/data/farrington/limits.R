# Makes limits.csv from counts.csv and population.csv (invented, a column a series): `Rscript limits.R`, with
# the package surveillance 1.20.3. A row: setting, series, week (from 0), then what R says of that week.
suppressMessages(library(surveillance))
counts <- as.matrix(read.csv("counts.csv", header = FALSE))
population <- as.matrix(read.csv("population.csv", header = FALSE))
weeks <- (nrow(counts) - 12):nrow(counts)
base <- list(range = weeks, b = 5, w = 3, noPeriods = 10, pastWeeksNotIncluded = 26, trend = TRUE,
             pThresholdTrend = 1, weightsThreshold = 2.58, alpha = 0.01, limit54 = c(0, 4), glmWarnings = FALSE)
settings <- list(
  plug_in = list(thresholdMethod = "nbPlugin"),
  delta = list(thresholdMethod = "delta"),
  upper_mean = list(thresholdMethod = "muan"),
  significant = list(thresholdMethod = "nbPlugin", pThresholdTrend = 0.05),
  never = list(thresholdMethod = "nbPlugin", trend = FALSE),
  one_season = list(thresholdMethod = "delta", noPeriods = 1, pThresholdTrend = 0.05),
  five_seasons = list(thresholdMethod = "nbPlugin", noPeriods = 5, w = 4, pastWeeksNotIncluded = 20),
  population = list(thresholdMethod = "nbPlugin", populationOffset = TRUE),
  square_root = list(thresholdMethod = "delta", powertrans = "1/2"),
  untransformed = list(thresholdMethod = "delta", powertrans = "none")
)
rows <- NULL
for (name in names(settings)) {
  for (series in seq_len(ncol(counts))) {
    one <- sts(observed = counts[, series, drop = FALSE], frequency = 52, start = c(2004, 1),
               population = population[, series, drop = FALSE])
    told <- farringtonFlexible(one, control = modifyList(base, settings[[name]]))
    with <- told@control
    rows <- rbind(rows, data.frame(
      setting = name, series = series - 1, week = weeks - 1, expected = with$expected[, 1],
      dispersion = with$phiVector[, 1], trend = with$trend[, 1], bound = upperbound(told)[, 1],
      p = with$pvalue[, 1]
    ))
  }
}
write.csv(format(rows, digits = 12, trim = TRUE), "limits.csv", row.names = FALSE, quote = FALSE)
