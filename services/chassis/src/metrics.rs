//! Counters and durations, in Prometheus's text format.

use std::time::Duration;

use prometheus::{Encoder as _, HistogramOpts, HistogramVec, IntCounterVec, Opts, Registry, TextEncoder};

/// A service's metrics. Clones share them.
#[derive(Clone)]
pub struct Metrics {
    registry: Registry,
    verdicts: IntCounterVec,
    events: IntCounterVec,
    counts: IntCounterVec,
    durations: HistogramVec,
}

impl Default for Metrics {
    fn default() -> Self {
        let registry = Registry::new();
        let counter = |name: &str, help: &str, labels: &[&str]| {
            // Names and labels are constants of this file: a test makes one of each.
            let made = IntCounterVec::new(Opts::new(name, help), labels).expect("valid metric");
            registry.register(Box::new(made.clone())).expect("registered once");
            made
        };
        let verdicts = counter("anneal_deliveries_total", "Deliveries by verdict", &["service", "verdict"]);
        let events = counter("anneal_events_total", "Events appended", &["service", "event"]);
        let counts = counter("anneal_occurrences_total", "Things worth counting", &["service", "what"]);
        let options = HistogramOpts::new("anneal_handle_seconds", "Time from delivery to verdict")
            .buckets(vec![0.001, 0.005, 0.02, 0.1, 0.5, 2.0, 10.0, 60.0, 600.0]);
        let durations = HistogramVec::new(options, &["service"]).expect("valid metric");
        registry.register(Box::new(durations.clone())).expect("registered once");
        Self { registry, verdicts, events, counts, durations }
    }
}

impl Metrics {
    /// Counts a verdict and the time to it.
    pub fn verdict(&self, service: &str, verdict: &str, took: Duration) {
        self.verdicts.with_label_values(&[service, verdict]).inc();
        self.durations.with_label_values(&[service]).observe(took.as_secs_f64());
    }

    /// Counts an appended event.
    pub fn event(&self, service: &str, event: &str) {
        self.events.with_label_values(&[service, event]).inc();
    }

    /// Counts anything else: a refused webhook, an unreadable message.
    pub fn count(&self, service: &str, what: &str) {
        self.counts.with_label_values(&[service, what]).inc();
    }

    /// All of them as text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut bytes = Vec::new();
        let _ = TextEncoder::new().encode(&self.registry.gather(), &mut bytes);
        String::from_utf8(bytes).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_shows() {
        let metrics = Metrics::default();
        metrics.verdict("fetcher", "ack", Duration::from_millis(3));
        metrics.count("gateway", "unsigned_webhook");
        let text = metrics.text();
        assert!(text.contains(r#"anneal_deliveries_total{service="fetcher",verdict="ack"} 1"#), "{text}");
        assert!(text.contains(r#"what="unsigned_webhook"} 1"#), "{text}");
    }
}
