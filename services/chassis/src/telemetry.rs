//! Logs and traces. A run is one trace: its context travels in the events' `traceparent` headers.

use std::collections::HashMap;
use std::io::IsTerminal as _;

use anneal_proto::Recorded;
use opentelemetry::propagation::TextMapPropagator as _;
use opentelemetry::trace::{TraceContextExt as _, TracerProvider as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

/// Keeps telemetry running; what is not yet exported goes out when it is dropped.
pub struct Telemetry {
    provider: SdkTracerProvider,
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        let _ = self.provider.shutdown();
    }
}

/// Starts logging to standard error (`ANNEAL_LOG` filters, `ANNEAL_LOG_FORMAT=json` changes the form) and
/// tracing, exported over OTLP when `OTEL_EXPORTER_OTLP_ENDPOINT` is set.
#[must_use]
pub fn start(service: &str, default_filter: &str) -> Telemetry {
    let resource = Resource::builder().with_service_name(format!("anneal-{service}")).build();
    let mut provider = SdkTracerProvider::builder().with_resource(resource);
    let mut problem = None;
    if std::env::var_os("OTEL_EXPORTER_OTLP_ENDPOINT").is_some_and(|endpoint| !endpoint.is_empty()) {
        match opentelemetry_otlp::SpanExporter::builder().with_http().build() {
            Ok(exporter) => provider = provider.with_batch_exporter(exporter),
            Err(error) => problem = Some(error),
        }
    }
    let provider = provider.build();
    let filter = || EnvFilter::try_from_env("ANNEAL_LOG").unwrap_or_else(|_| EnvFilter::new(default_filter));
    let colours = std::io::stderr().is_terminal();
    let lines =
        tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(colours).with_target(false);
    let lines = match std::env::var("ANNEAL_LOG_FORMAT").as_deref() {
        Ok("json") => lines.json().with_filter(filter()).boxed(),
        _ => lines.with_filter(filter()).boxed(),
    };
    let spans = tracing_opentelemetry::layer().with_tracer(provider.tracer("anneal"));
    let spans = spans.with_filter(tracing_subscriber::filter::filter_fn(|data| {
        data.is_span() && data.target().starts_with("anneal")
    }));
    // A second start in one process keeps the first one's subscriber.
    let _ = tracing_subscriber::registry().with(lines).with(spans).try_init();
    if let Some(error) = problem {
        tracing::warn!(%error, "traces are not exported");
    }
    Telemetry { provider }
}

/// A span for the handling of an event, child of the span that said it.
#[must_use]
pub fn span(service: &'static str, trigger: &Recorded) -> Span {
    let envelope = &trigger.envelope;
    let span = tracing::info_span!(
        target: "anneal",
        "handle",
        otel.name = %format!("{service} {}", envelope.event.name()),
        service,
        run = %envelope.run,
        event = envelope.event.name(),
    );
    if let Some(text) = &envelope.traceparent {
        let carrier = HashMap::from([("traceparent".to_owned(), text.clone())]);
        let _ = span.set_parent(TraceContextPropagator::new().extract(&carrier));
    }
    span
}

/// The current span's trace context in W3C form; none where nothing is traced.
#[must_use]
pub fn current_traceparent() -> Option<String> {
    let context = Span::current().context();
    if !context.span().span_context().is_valid() {
        return None;
    }
    let mut carrier = HashMap::new();
    TraceContextPropagator::new().inject_context(&context, &mut carrier);
    carrier.remove("traceparent")
}
