use anneal_chassis::Decision;
use anneal_chassis::testing::{Given, START};
use anneal_proto::Event;
use anneal_proto::v1::{FetchFailed, ObjectRef, PushReceived, Reason, RunCancelled, SourceFetched};

use super::*;

const FETCHER: Fetcher = Fetcher { allow_local: true };

fn push(forge: &str, clone_url: &str) -> PushReceived {
    PushReceived {
        forge: forge.to_owned(),
        clone_url: clone_url.to_owned(),
        r#ref: "refs/heads/main".to_owned(),
        commit: "ABCDEF".to_owned(),
        ..PushReceived::default()
    }
}

fn reason() -> Reason {
    Reason { code: "commit_missing".to_owned(), ..Reason::default() }
}

#[test]
fn a_push_is_fetched_and_told() {
    let fetched = SourceFetched { commit: "abcdef".to_owned(), ..SourceFetched::default() };
    let mut given = Given::history(FETCHER, []).outcomes([Ok(fetched.clone())]);
    let then = given.when(push("github", "https://example.org/o/r"));
    assert_eq!(then.effects.len(), 1);
    let want = Want { reference: "refs/heads/main".to_owned(), commit: "abcdef".to_owned() };
    assert_eq!(then.effects[0].want, want);
    assert_eq!(then.said, [Event::from(fetched)]);
}

#[test]
fn a_failure_is_told_with_its_reason() {
    let mut given = Given::history(FETCHER, []).outcomes([Err(reason())]);
    let then = given.when(push("github", "https://example.org/o/r"));
    assert_eq!(then.said, [Event::from(FetchFailed { reason: Some(reason()) })]);
}

#[test]
fn a_push_that_comes_again_is_not_fetched_again() {
    let mut given = Given::history(FETCHER, []).outcomes([Err(reason())]);
    given.when(push("cli", "/srv/repository"));
    let then = given.again(START, 0);
    assert!(then.said.is_empty() && then.effects.is_empty(), "{then:?}");
    assert!(matches!(then.last, Decision::Nothing(_)));
}

#[test]
fn a_cancelled_run_is_not_fetched() {
    let history = [Event::from(push("cli", "/srv/repository")), RunCancelled::default().into()];
    let then = Given::history(FETCHER, history).again(START, 0);
    assert!(then.said.is_empty() && then.effects.is_empty(), "{then:?}");
}

#[test]
fn a_refused_place_fails_without_an_effect() {
    let then = Given::history(FETCHER, []).when(push("github", "/etc"));
    assert!(then.effects.is_empty());
    let [Event::FetchFailed(failed)] = then.said.as_slice() else {
        panic!("{:?}", then.said);
    };
    assert_eq!(failed.reason.as_ref().map(|r| r.code.as_str()), Some("not_allowed"));
}

#[test]
fn an_upload_wins_over_a_url() {
    let object = ObjectRef { bucket: "sources".to_owned(), ..ObjectRef::default() };
    let push = PushReceived { source: Some(object.clone()), ..push("github", "/etc") };
    let then = Given::history(FETCHER, []).when(push);
    assert_eq!(then.effects[0].origin, Origin::Upload(object));
}
