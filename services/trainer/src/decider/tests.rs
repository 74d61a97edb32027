use anneal_chassis::Decision;
use anneal_chassis::testing::{Given, START};
use anneal_proto::Timestamp;
use anneal_proto::v1::{
    CodeClassified, ModelAccepted, Requirement, SourceFetched, TrainingCrashed, TrainingFinished,
    TrainingResumeRequested, TrainingStarted, TrialProposed, Workload,
};

use super::*;

fn claimer() -> Claimer {
    Claimer { host: "here".to_owned(), executor: "process", memory: 2 << 30, share: 8 << 30 }
}

fn understood() -> Vec<Event> {
    let workload = Workload { image: "sklearn".to_owned(), ..Workload::default() };
    let needs = Requirement {
        name: "scikit-learn".to_owned(),
        specifier: ">=1".to_owned(),
        ..Requirement::default()
    };
    let code =
        CodeClassified { workload: Some(workload), requirements: vec![needs], ..CodeClassified::default() };
    vec![SourceFetched::default().into(), code.into()]
}

fn ready() -> Prepared {
    Prepared::Ready { image: "anneal/sklearn".to_owned(), digest: "sha256:1".to_owned() }
}

fn proposed(trial: u32) -> Event {
    TrialProposed { trial, ..TrialProposed::default() }.into()
}

fn crashed(attempt: u32) -> Event {
    TrainingCrashed { attempt, ..TrainingCrashed::default() }.into()
}

fn resume(attempt: u32, delay_ms: u64) -> TrainingResumeRequested {
    let object = Some(ObjectRef::default());
    let checkpoint = Some(ResumedFrom { sequence: 9, step: 4, object });
    TrainingResumeRequested { attempt, checkpoint, delay_ms, ..TrainingResumeRequested::default() }
}

fn started(event: &Event) -> &TrainingStarted {
    let Event::TrainingStarted(started) = event else { panic!("{event:?}") };
    started
}

#[test]
fn a_proposed_trial_is_claimed_once() {
    let mut given = Given::history(claimer(), understood()).outcomes([ready(), ready()]);
    let then = given.when(proposed(0));
    let needs = vec!["scikit-learn>=1".to_owned()];
    assert_eq!(then.effects, [Prepare { image: "sklearn".to_owned(), requirements: needs }]);
    let claim = started(&then.said[0]);
    assert_eq!((claim.attempt, claim.host.as_str(), claim.resumed_from.is_none()), (1, "here", true));
    assert!(claim.container.ends_with("-t0-a1"), "{}", claim.container);
    assert_eq!(given.again(START, 2).said, []);
}

#[test]
fn a_claim_shows_as_live_on_its_host_until_it_ends() {
    let mut given = Given::history(claimer(), understood()).outcomes([ready()]);
    given.when(proposed(0));
    assert_eq!(given.state().live_on("here").count(), 1);
    assert_eq!(given.state().live_on("elsewhere").count(), 0);
    given.when(crashed(1));
    assert_eq!(given.state().live_on("here").count(), 0);
}

#[test]
fn a_resume_waits_for_its_delay_then_goes_on_from_the_checkpoint() {
    let mut given = Given::history(claimer(), understood()).outcomes([ready(), ready()]);
    given.when(proposed(0));
    given.when(crashed(1));
    let then = given.when(resume(2, 90_000));
    assert_eq!(then.last, Decision::Wait(Duration::from_secs(30)));
    let later = Timestamp(START.0 + 600_000);
    let then = given.again(later, 5);
    let claim = started(&then.said[0]);
    assert_eq!((claim.attempt, claim.resumed_from.as_ref().map(|from| from.step)), (2, Some(4)));
}

#[test]
fn what_cannot_be_started_is_a_crash_of_that_attempt() {
    let reason = Reason { code: "requirements_conflict".to_owned(), ..Reason::default() };
    let mut given = Given::history(claimer(), understood()).outcomes([Prepared::Impossible(reason)]);
    let then = given.when(proposed(0));
    let Event::TrainingCrashed(crash) = &then.said[0] else { panic!("{then:?}") };
    assert_eq!((crash.attempt, crash.cause()), (1, CrashCause::Start));
    assert_eq!(given.again(START, 2).said, []);
}

#[test]
fn nothing_is_started_for_a_run_that_ended() {
    let mut history = understood();
    history.push(ModelAccepted::default().into());
    assert_eq!(Given::history(claimer(), history).when(proposed(1)).said, []);
    let mut history = understood();
    history.extend([proposed(0), TrainingFinished::default().into()]);
    assert_eq!(Given::history(claimer(), history).when(resume(2, 0)).said, []);
}

#[test]
fn memory_is_what_was_asked_for_up_to_the_hosts_share() {
    let granted = |memory| {
        let history = [understood(), vec![proposed(0), crashed(1)]].concat();
        let mut given = Given::history(claimer(), history).outcomes([ready()]);
        let then = given.when(TrainingResumeRequested { memory, ..resume(2, 0) });
        (started(&then.said[0]).memory, started(&then.said[0]).memory_share)
    };
    assert_eq!(granted(0), (2 << 30, 8 << 30));
    assert_eq!(granted(4 << 30), (4 << 30, 8 << 30));
    // Asked for on the word of a larger host.
    assert_eq!(granted(64 << 30), (8 << 30, 8 << 30));
}

#[test]
fn a_project_has_a_directory_of_its_own() {
    let of = |forge: &str, repository: &str| {
        let push = PushReceived { forge: forge.into(), repository: repository.into(), ..Default::default() };
        Given::history(claimer(), [push.into()]).state().project.clone()
    };
    assert!(of("github", "octo/hello").starts_with("github-octo-hello-"));
    assert_ne!(of("github", "octo/hello"), of("github", "octo-hello"));
    assert!(!of("cli", "../../etc").contains('/'));
}
