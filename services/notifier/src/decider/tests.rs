use std::time::Duration;

use anneal_chassis::Decision;
use anneal_chassis::testing::{Given, START};
use anneal_proto::v1::{
    CodeClassified, ModelAccepted, Person, PushReceived, Reason, RunCancelled, RunFailed, Settings,
    SourceFetched,
};
use anneal_proto::{Event, Timestamp};

use super::*;

fn notifier(channel: &'static str) -> Notifier {
    let fallback = if channel == "smtp" { Fallback::Nobody } else { Fallback::Placeholder };
    Notifier { channel, fallback, patience: Duration::from_secs(3_600) }
}

fn person(email: &str) -> Option<Person> {
    Some(Person { email: email.to_owned(), ..Person::default() })
}

fn pushed(email: &str) -> Event {
    PushReceived { repository: "o/r".to_owned(), pusher: person(email), ..PushReceived::default() }.into()
}

fn sent() -> Answer {
    Answer::Sent { message_id: "<1@here>".to_owned() }
}

#[test]
fn an_outcome_is_told_once() {
    let mut given = Given::history(notifier("smtp"), [pushed("p@x.org")]).outcomes([sent()]);
    let then = given.when(ModelAccepted::default());
    assert_eq!(then.effects[0].to, ["p@x.org"]);
    let about = then.effects[0].letter.about.to_string();
    let (channel, to, message_id) = ("smtp".to_owned(), "p@x.org".to_owned(), "<1@here>".to_owned());
    assert_eq!(then.said, [Event::from(NotificationSent { channel, to, message_id, about })]);
    let again = given.again(START, 1);
    assert!(again.said.is_empty() && again.effects.is_empty(), "{again:?}");
}

#[test]
fn two_outcomes_are_told_each() {
    let mut given = Given::history(notifier("outbox"), [pushed("")]).outcomes([sent(), sent()]);
    let failed = given.when(RunFailed::default());
    let cancelled = given.when(RunCancelled::default());
    assert_ne!(failed.effects[0].letter.about, cancelled.effects[0].letter.about);
    assert_eq!(failed.effects[0].to, ["developer@localhost"]);
    assert_eq!((failed.said.len(), cancelled.said.len()), (1, 1));
}

#[test]
fn what_the_tree_says_wins_over_who_pushed() {
    let settings = Settings { mail: vec!["team@x.org".to_owned()], ..Settings::default() };
    let history = [
        pushed("p@x.org"),
        SourceFetched { author: person("w@x.org"), ..SourceFetched::default() }.into(),
        CodeClassified { settings: Some(settings), ..CodeClassified::default() }.into(),
    ];
    let then = Given::history(notifier("smtp"), history).when(RunFailed::default());
    assert_eq!(then.effects[0].to, ["team@x.org"]);
}

#[test]
fn a_mail_to_nobody_is_a_failure() {
    let then = Given::history(notifier("smtp"), [pushed("")]).when(RunFailed::default());
    assert!(then.effects.is_empty());
    let [Event::NotificationFailed(failed)] = then.said.as_slice() else {
        panic!("{:?}", then.said);
    };
    assert_eq!(failed.reason.as_ref().map(|reason| reason.code.as_str()), Some("no_recipient"));
}

#[test]
fn a_refused_mail_is_a_failure() {
    let reason = Reason { code: "mail_refused".to_owned(), ..Reason::default() };
    let mut given =
        Given::history(notifier("smtp"), [pushed("p@x.org")]).outcomes([Answer::Refused(reason.clone())]);
    let then = given.when(RunFailed::default());
    let [Event::NotificationFailed(failed)] = then.said.as_slice() else {
        panic!("{:?}", then.said);
    };
    assert_eq!((failed.to.as_str(), &failed.reason), ("p@x.org", &Some(reason)));
    assert!(given.again(START, 1).effects.is_empty());
}

#[test]
fn a_server_that_puts_off_is_asked_again_until_patience_ends() {
    let later = || Answer::Deferred("451 later".to_owned());
    let mut given =
        Given::history(notifier("smtp"), [pushed("p@x.org")]).outcomes([later(), later(), later()]);
    // A minute after the outcome.
    assert_eq!(given.when(RunFailed::default()).last, Decision::Wait(Duration::from_secs(30)));
    let at = |minutes: u64| Timestamp(START.0 + 1_000 + minutes * 60_000);
    assert_eq!(given.again(at(59), 1).last, Decision::Wait(LONGEST_PAUSE));
    let then = given.again(at(60), 1);
    let [Event::NotificationFailed(failed)] = then.said.as_slice() else {
        panic!("{:?}", then.said);
    };
    let reason = failed.reason.clone().unwrap_or_default();
    assert_eq!(reason.code, "mail_undeliverable");
    assert!(reason.what.ends_with("451 later"), "{reason:?}");
}
