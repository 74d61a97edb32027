use anneal_chassis::testing::{Given, START};
use anneal_proto::v1::{PushReceived, RunCancelled, SourceFetched};

use super::*;

fn pushed() -> Event {
    let settings = Settings { target: Some(0.9), ..Settings::default() };
    PushReceived { settings: Some(settings), ..PushReceived::default() }.into()
}

#[test]
fn a_fetched_source_is_classified_once() {
    let code = CodeClassified { confidence: 0.9, ..CodeClassified::default() };
    let mut given = Given::history(Classifier, [pushed()]).outcomes([Ok(code.clone())]);
    let then = given.when(SourceFetched::default());
    assert_eq!(then.effects[0].submitted.target, Some(0.9));
    assert_eq!(then.said, [code.into()]);
    assert_eq!(given.again(START, 1).effects, []);
}

#[test]
fn what_cannot_be_classified_is_said() {
    let failed = ClassificationFailed::default();
    let mut given = Given::history(Classifier, [pushed()]).outcomes([Err(failed.clone())]);
    assert_eq!(given.when(SourceFetched::default()).said, [failed.into()]);
}

#[test]
fn a_cancelled_run_is_not_read() {
    let mut given = Given::history(Classifier, [pushed(), RunCancelled::default().into()]);
    assert_eq!(given.when(SourceFetched::default()).effects, []);
}
