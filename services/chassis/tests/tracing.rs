//! A run is one trace: the context travels from event to event.

use anneal_chassis::testing::recorded;
use anneal_chassis::{Cause, Clock, Context, Say, envelope, telemetry, testing};
use anneal_eventlog::{Faults, Memory};
use anneal_proto::v1::{PushReceived, SourceFetched};
use std::sync::Arc;

const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

#[tokio::test]
async fn what_is_said_in_a_span_is_in_the_trace_of_its_trigger() {
    let _telemetry = telemetry::start("test", "off");
    let mut trigger = recorded(0, Say::new(PushReceived::default()));
    trigger.envelope.traceparent = Some(PARENT.to_owned());
    let clock = Clock::simulated(testing::START);
    let context = Context { clock, ..Context::new(Arc::new(Memory::new(Faults::default()))) };
    let span = telemetry::span("fetcher", &trigger);
    let said = span.in_scope(|| {
        let say = Say::new(SourceFetched::default());
        envelope(&context, "fetcher", &trigger.envelope.run, say, &Cause::of(&trigger), None)
    });
    let traceparent = said.traceparent.expect("a trace");
    assert_eq!(traceparent[..35], PARENT[..35], "the same trace");
    assert_ne!(traceparent, PARENT, "a span of its own");
}
