//! An event of every kind, with every field set.

use std::collections::BTreeMap;

use anneal_proto::v1::*;
use anneal_proto::{Event, Kind};

fn reason() -> Option<Reason> {
    Some(Reason {
        code: "commit_missing".into(),
        what: "there is no such commit".into(),
        location: "https://forge.example/o/r.git".into(),
        remedy: "push it".into(),
    })
}

fn object(bucket: &str) -> Option<ObjectRef> {
    Some(ObjectRef { bucket: bucket.into(), digest: format!("sha256:{}", "ab".repeat(32)), size: 4_096 })
}

fn metric() -> Metric {
    Metric {
        name: "accuracy".into(),
        value: 0.9375,
        split: "test".into(),
        source: "sklearn.metrics.accuracy_score".into(),
        location: "train.py:31".into(),
    }
}

fn objective() -> Option<Objective> {
    Some(Objective {
        metric: "accuracy".into(),
        target: 0.8,
        direction: "maximize".into(),
        value: Some(0.9375),
        source: "sklearn.metrics.accuracy_score (train.py:31)".into(),
        split: "test".into(),
    })
}

fn person() -> Option<Person> {
    Some(Person { name: "Dev".into(), email: "dev@example.org".into(), username: "dev".into() })
}

fn settings() -> Option<Settings> {
    let values = KnobValues { values: vec!["8".into(), "16".into()] };
    Some(Settings {
        entry: Some("train.py".into()),
        args: vec!["--epochs".into(), "3".into()],
        image: Some("sklearn".into()),
        requirements: Some("requirements.txt".into()),
        metric: Some("accuracy".into()),
        target: Some(0.8),
        direction: Some("maximize".into()),
        trials: Some(20),
        parallel: Some(2),
        deadline_seconds: Some(3_600),
        tune: Some(true),
        space: BTreeMap::from([("hidden".to_owned(), values)]),
        mail: vec!["dev@example.org".into()],
    })
}

fn evidence() -> Vec<Evidence> {
    vec![Evidence { file: "train.py".into(), line: 3, why: "builds a classifier".into(), cell: 0 }]
}

fn resumed_from() -> Option<ResumedFrom> {
    Some(ResumedFrom { sequence: 41, step: 12, object: object("checkpoints") })
}

fn artifacts() -> Vec<Artifact> {
    vec![Artifact { path: "model.joblib".into(), format: "joblib".into(), object: object("models") }]
}

fn knob() -> Knob {
    let place = Place { file: "train.py".into(), line: 9, start: 120, end: 124, template: "{}".into() };
    let domain = Domain {
        choices: vec!["\"relu\"".into()],
        low: 4.0,
        high: 512.0,
        log: true,
        integer: true,
        template: "({},)".into(),
    };
    Knob {
        id: "MLPClassifier.hidden_layer_sizes".into(),
        kind: "width".into(),
        current: "(4,)".into(),
        places: vec![place],
        domain: Some(domain),
        why: "too few units cannot separate the classes".into(),
    }
}

fn classified() -> CodeClassified {
    let entry = Entry { path: "train.py".into(), kind: "script".into(), args: vec!["-v".into()] };
    let need =
        Requirement { name: "numpy".into(), specifier: ">=1".into(), location: "requirements.txt:1".into() };
    CodeClassified {
        workload: Some(Workload {
            framework: "keras".into(),
            era: "keras3".into(),
            image: "keras".into(),
            entry: Some(entry),
            task: "classification".into(),
            family: "cnn".into(),
        }),
        requirements: vec![need],
        settings: settings(),
        knobs: vec![knob()],
        evidence: evidence(),
        confidence: 0.97,
        warnings: evidence(),
        data: vec![data()],
        metrics: vec![measure()],
        before: vec![step()],
    }
}

fn in_cell() -> Option<Evidence> {
    let (file, why) = ("train.ipynb".into(), "reads data.csv, which is not in the commit".into());
    Some(Evidence { file, line: 2, why, cell: 3 })
}

fn data() -> DataSet {
    DataSet { name: "data.csv".into(), kind: "written".into(), seen: in_cell() }
}

fn measure() -> Measure {
    Measure { name: "accuracy".into(), split: "test".into(), seen: in_cell() }
}

fn step() -> Step {
    let entry = Entry { path: "prepare.py".into(), kind: "script".into(), args: Vec::new() };
    Step { entry: Some(entry), seen: in_cell() }
}

fn crashed() -> TrainingCrashed {
    TrainingCrashed {
        trial: 2,
        attempt: 1,
        step: 12,
        cause: CrashCause::OutOfMemory.into(),
        exit_code: Some(137),
        signal: Some(9),
        last_lines: vec!["epoch 12".into()],
        traceback: "Traceback (most recent call last):".into(),
        fingerprint: "00ff".into(),
        reason: reason(),
        stacks: "Thread 0x1:".into(),
        peak_memory: 1 << 28,
    }
}

fn pushed() -> PushReceived {
    PushReceived {
        forge: "github".into(),
        repository: "o/r".into(),
        clone_url: "https://forge.example/o/r.git".into(),
        r#ref: "refs/heads/main".into(),
        commit: "ab".repeat(20),
        pusher: person(),
        delivery: "d-1".into(),
        message: "Try more units".into(),
        settings: settings(),
        source: object("sources"),
    }
}

fn fetched() -> SourceFetched {
    SourceFetched {
        commit: "ab".repeat(20),
        tree: "cd".repeat(20),
        object: object("sources"),
        files: 3,
        bytes: 2_048,
        author: person(),
        message: "Try more units".into(),
    }
}

fn proposed() -> TrialProposed {
    TrialProposed {
        trial: 2,
        proposal: BTreeMap::from([("units".to_owned(), "64".to_owned())]),
        patch: object("patches"),
        changed: vec![ChangedFile { path: "train.py".into(), object: object("patches") }],
        budget: 17,
        why: "wider".into(),
    }
}

fn started() -> TrainingStarted {
    TrainingStarted {
        trial: 2,
        attempt: 3,
        executor: "docker".into(),
        host: "host-a".into(),
        container: "anneal-abc-t2-a3".into(),
        image: "anneal/sklearn:1".into(),
        image_digest: "sha256:00".into(),
        resumed_from: resumed_from(),
        memory: 1 << 30,
        memory_share: 1 << 33,
    }
}

fn finished() -> TrainingFinished {
    TrainingFinished {
        trial: 2,
        attempt: 3,
        metrics: vec![metric()],
        artifacts: artifacts(),
        duration_ms: 1_500,
        peak_memory: 1 << 28,
        steps: 30,
        objective: objective(),
    }
}

fn resume() -> TrainingResumeRequested {
    let why = "killed".into();
    TrainingResumeRequested {
        trial: 2,
        attempt: 3,
        checkpoint: resumed_from(),
        delay_ms: 1_000,
        why,
        memory: 1 << 31,
    }
}

fn epoch() -> EpochCompleted {
    EpochCompleted {
        trial: 2,
        attempt: 3,
        step: 5,
        total: Some(30),
        unit: "epoch".into(),
        metrics: vec![metric()],
    }
}

fn accepted() -> ModelAccepted {
    let (patch, artifacts) = (object("patches"), artifacts());
    ModelAccepted { trial: 2, objective: objective(), patch, artifacts, trials: 3 }
}

fn exhausted() -> RunExhausted {
    let patch = object("patches");
    RunExhausted { best_trial: Some(2), objective: objective(), patch, trials: 20, reason: reason() }
}

/// The sample of a kind.
pub(crate) fn of(kind: Kind) -> Event {
    let (channel, to, about) = ("smtp".to_owned(), "dev@example.org".to_owned(), "00".repeat(16));
    let traceback = "Traceback".to_owned();
    match kind {
        Kind::PushReceived => pushed().into(),
        Kind::SourceFetched => fetched().into(),
        Kind::FetchFailed => FetchFailed { reason: reason() }.into(),
        Kind::CodeClassified => classified().into(),
        Kind::ClassificationFailed => ClassificationFailed { reason: reason(), evidence: evidence() }.into(),
        Kind::TrialProposed => proposed().into(),
        Kind::TrainingStarted => started().into(),
        Kind::EpochCompleted => epoch().into(),
        Kind::MetricReported => MetricReported { trial: 2, attempt: 3, metric: Some(metric()) }.into(),
        Kind::LogWritten => {
            LogWritten { trial: 2, attempt: 3, stream: "stdout".into(), text: "epoch 1\n".into() }.into()
        }
        Kind::CheckpointSaved => {
            let (object, format) = (object("checkpoints"), "keras".into());
            CheckpointSaved { trial: 2, attempt: 3, step: 5, object, format }.into()
        }
        Kind::TrainingCrashed => crashed().into(),
        Kind::TrainingResumeRequested => resume().into(),
        Kind::TrainingAbandoned => TrainingAbandoned { trial: 2, reason: reason(), traceback }.into(),
        Kind::TrainingFinished => finished().into(),
        Kind::TrialStopped => TrialStopped { trial: 2, step: 5, against: "trial 1".into() }.into(),
        Kind::ModelAccepted => accepted().into(),
        Kind::RunExhausted => exhausted().into(),
        Kind::RunFailed => RunFailed { reason: reason(), traceback }.into(),
        Kind::RunCancelled => RunCancelled { by: "dev".into(), reason: "asked for".into() }.into(),
        Kind::NotificationSent => {
            NotificationSent { channel, to, message_id: "<1@anneal>".into(), about }.into()
        }
        Kind::NotificationFailed => NotificationFailed { channel, to, reason: reason(), about }.into(),
    }
}
