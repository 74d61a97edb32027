use anneal_chassis::Say;
use anneal_chassis::testing::recorded;
use anneal_proto::v1::{
    CodeClassified, DataSet, Entry, Evidence, Metric, ModelAccepted, PushReceived, RunExhausted, RunFailed,
    SourceFetched, Step, TrainingAbandoned, TrainingFinished, TrialProposed, TrialStopped, Workload,
};

use super::*;

fn letter(history: Vec<Event>) -> Letter {
    let mut state = State::default();
    let events: Vec<_> =
        history.into_iter().enumerate().map(|(n, event)| recorded(n, Say::new(event))).collect();
    for event in &events {
        state.evolve(event);
    }
    Letter::about(&events[events.len() - 1], &state).expect("an outcome")
}

fn pushed(repository: &str) -> Event {
    PushReceived {
        repository: repository.to_owned(),
        r#ref: "refs/heads/main".to_owned(),
        ..PushReceived::default()
    }
    .into()
}

fn fetched() -> Event {
    let commit = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d".to_owned();
    SourceFetched { commit, message: "Add a net".to_owned(), ..SourceFetched::default() }.into()
}

fn classified() -> Event {
    let entry = Entry { path: "train.py".to_owned(), ..Entry::default() };
    let workload = Workload {
        framework: "keras".to_owned(),
        family: "mlp".to_owned(),
        task: "classification".to_owned(),
        entry: Some(entry),
        ..Workload::default()
    };
    let warning = Evidence::at("train.py", 7, "reads data.csv");
    let data = DataSet { name: "data.csv".to_owned(), kind: "written".to_owned(), seen: None };
    let entry = Some(Entry { path: "prepare.py".to_owned(), ..Entry::default() });
    let (data, before) = (vec![data], vec![Step { entry, seen: None }]);
    let (workload, warnings) = (Some(workload), vec![warning]);
    CodeClassified { workload, warnings, data, before, ..CodeClassified::default() }.into()
}

fn proposed(trial: u32, proposal: &[(&str, &str)], why: &str) -> Event {
    let proposal = proposal.iter().map(|(knob, value)| ((*knob).to_owned(), (*value).to_owned())).collect();
    TrialProposed { trial, proposal, why: why.to_owned(), ..TrialProposed::default() }.into()
}

fn finished(trial: u32, values: &[(&str, f64)]) -> Event {
    let metric = |(split, value): &(&str, f64)| Metric {
        name: "accuracy".to_owned(),
        value: *value,
        split: (*split).to_owned(),
        ..Metric::default()
    };
    TrainingFinished { trial, metrics: values.iter().map(metric).collect(), ..TrainingFinished::default() }
        .into()
}

fn objective(value: Option<f64>) -> Option<Objective> {
    Some(Objective {
        metric: "accuracy".to_owned(),
        target: 0.8,
        direction: "maximize".to_owned(),
        value,
        source: "keras.Model.evaluate".to_owned(),
        split: "test".to_owned(),
    })
}

fn accepted() -> Letter {
    letter(vec![
        pushed("owner/repo"),
        fetched(),
        classified(),
        proposed(0, &[], "as pushed"),
        finished(0, &[("train", 0.9), ("test", 0.5), ("test", 0.61)]),
        proposed(1, &[("Dense_1.units", "64")], "wider first layer"),
        TrialStopped { trial: 1, step: 3, against: "0.40 at step 3, trial 0 had 0.55".to_owned() }.into(),
        proposed(3, &[("Dense_1.units", "128"), ("learning_rate", "0.01")], "wider, faster"),
        finished(3, &[("test", 0.934)]),
        ModelAccepted {
            trial: 3,
            objective: objective(Some(0.934_2)),
            patch: Some(ObjectRef::default()),
            trials: 3,
            ..ModelAccepted::default()
        }
        .into(),
    ])
}

const PATCH: &str = "--- a/train.py\n+++ b/train.py\n@@ -1 +1 @@\n-Dense(8)\n+Dense(128)\n";

#[test]
fn an_accepted_model_is_told_with_everything() {
    let letter = accepted();
    assert_eq!(letter.subject(), "[anneal] accepted: owner/repo 1a2b3c4 — accuracy 0.934 ≥ 0.80 (trial 3)");
    let run = letter.run.to_string();
    let text = letter.text(&Patch::Here(PATCH.as_bytes().to_vec())).replace(&run, "RUN");
    let golden = include_str!("accepted.txt");
    assert_eq!(text, golden, "what is said now:\n{text}");
}

#[test]
fn a_model_as_pushed_has_no_diff() {
    let outcome = ModelAccepted { objective: objective(Some(0.9)), trials: 1, ..ModelAccepted::default() };
    let letter = letter(vec![pushed("/srv/work/digits"), outcome.into()]);
    assert_eq!(letter.subject(), "[anneal] accepted: work/digits — accuracy 0.900 ≥ 0.80 (as pushed)");
    let text = letter.text(&Patch::None);
    assert!(text.contains("nothing was edited") && !text.contains("git apply"), "{text}");
}

#[test]
fn an_exhausted_run_names_the_nearest() {
    let best =
        RunExhausted { best_trial: Some(0), objective: objective(Some(0.71)), ..RunExhausted::default() };
    let near = letter(vec![pushed("o/r"), proposed(0, &[], ""), finished(0, &[("test", 0.71)]), best.into()]);
    assert_eq!(near.subject(), "[anneal] exhausted: o/r — best accuracy 0.710 < 0.80");
    let none = letter(vec![pushed("o/r"), RunExhausted::default().into()]);
    assert_eq!(none.subject(), "[anneal] exhausted: o/r — no trial gave a result");
}

#[test]
fn a_failure_shows_the_traceback_and_what_helps() {
    let reason = Reason {
        code: "training_failed".to_owned(),
        what: "the training fails each time with the same exception".to_owned(),
        location: "train.py:12".to_owned(),
        remedy: "correct the error and push again".to_owned(),
    };
    let traceback =
        "Traceback (most recent call last):\n  File \"train.py\", line 12\n\u{1b}[31mValueError\u{1b}[0m: x";
    let abandoned =
        TrainingAbandoned { trial: 0, reason: Some(reason.clone()), traceback: traceback.to_owned() };
    let failed = RunFailed { reason: Some(reason), traceback: String::new() };
    let letter = letter(vec![pushed("o/r"), proposed(0, &[], ""), abandoned.into(), failed.into()]);
    let text = letter.text(&Patch::None);
    for expected in [
        "  File \"train.py\", line 12\nValueError: x\n",
        "train.py:12\n",
        "correct the error",
        "given up: the training",
    ] {
        assert!(text.contains(expected), "{expected:?} in {text}");
    }
    assert!(!text.contains('\u{1b}'));
}

#[test]
fn html_is_escaped() {
    let evil = "<script>alert(1)</script>&\"'";
    let reason = Reason { what: evil.to_owned(), ..Reason::default() };
    let failed = RunFailed { reason: Some(reason), traceback: format!("</pre>{evil}") };
    let letter = letter(vec![pushed(evil), proposed(1, &[(evil, evil)], evil), failed.into()]);
    let html = letter.html(&Patch::Here(evil.into()));
    assert!(!html.contains("<script") && !html.contains("</pre><"), "{html}");
    assert_eq!(html.matches("&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#39;").count(), 10, "{html}");
}

#[test]
fn foreign_text_stays_on_its_line() {
    let letter =
        letter(vec![pushed("o/r\r\nBcc: victim@x.org\n\n\u{202e}body"), RunFailed::default().into()]);
    let subject = letter.subject();
    assert!(!subject.contains(['\r', '\n', '\u{202e}']), "{subject:?}");
    assert_eq!(blocks::one_line("a\tb\u{1b}[1;31mc\u{1b}[0m", 10), "a bc");
    assert_eq!(blocks::one_line(&"x".repeat(50), 5), "xxxx…");
    assert_eq!(blocks::one_line("\u{1b}[", 5), "");
}

#[test]
fn a_long_study_is_cut_in_the_middle() {
    let mut history = vec![pushed("o/r")];
    history.extend((0..200).map(|n| proposed(n, &[("a", "1")], "")));
    let outcome = ModelAccepted { trial: 20, objective: objective(Some(0.9)), ..ModelAccepted::default() };
    history.push(outcome.into());
    let letter = letter(history);
    let numbers: Vec<_> = letter.rows.iter().map(|row| row.trial).collect();
    assert_eq!((&numbers[..3], numbers.len(), letter.unlisted), ([0, 20, 142].as_slice(), 60, 140));
}

#[test]
fn a_long_traceback_keeps_its_end() {
    let long = format!("{}\nValueError: ü", "ü".repeat(20_000));
    assert_eq!(tail(&long), "ValueError: ü");
    assert_eq!(tail("short"), "short");
}
