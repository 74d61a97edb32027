//! The whole service over an in-memory log.

mod support;

use std::sync::Arc;
use std::time::Duration;

use anneal_chassis::{Cause, Context, Say, speak};
use anneal_eventlog::{EventLog as _, Faults, Memory, read_run};
use anneal_proto::v1::PushReceived;
use anneal_proto::{Event, RunId};
use support::{Repository, config};

#[tokio::test]
async fn a_push_that_is_delivered_twice_is_answered_once() {
    let repository = Repository::with(&[("train.py", "1")]);
    let log = Memory::new(Faults { deliver_twice: true });
    let context = Context::new(Arc::new(log.clone()));
    let serving = tokio::spawn(anneal_fetcher::serve(context.clone(), config(&[])));
    let mut runs = Vec::new();
    for (delivery, reference) in [("good", ""), ("bad", "gone")] {
        let run = RunId::of_delivery("cli", "r", delivery);
        let push = PushReceived {
            forge: "cli".to_owned(),
            clone_url: repository.path().display().to_string(),
            r#ref: reference.to_owned(),
            ..PushReceived::default()
        };
        let cause = Cause::outside(delivery);
        speak(&context, "test", &run, Say::new(push), &cause, None).await.expect("appended");
        runs.push(run);
    }
    for run in &runs {
        while read_run(&log, run).await.expect("readable").len() < 2 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    // Time for a second answer, if there is one.
    tokio::time::sleep(Duration::from_millis(500)).await;
    context.shutdown.cancel();
    serving.await.expect("no panic").expect("served");
    let mut said = Vec::new();
    for run in &runs {
        let history = read_run(&log, run).await.expect("readable");
        assert_eq!(history.len(), 2, "{history:?}");
        said.push(history[1].envelope.event.clone());
    }
    assert!(matches!(said[0], Event::SourceFetched(_)), "{said:?}");
    let Event::FetchFailed(failed) = &said[1] else {
        panic!("{said:?}");
    };
    assert_eq!(failed.reason.as_ref().map(|reason| reason.code.as_str()), Some("ref_missing"));
    let Event::SourceFetched(fetched) = &said[0] else {
        panic!("{said:?}");
    };
    assert!(log.object(fetched.object.as_ref().expect("an object")).await.is_ok());
}
