//! What every event log must do, checked on the in-memory one and on a real nats-server.

mod support;

use std::sync::Arc;
use std::time::Duration;

use anneal_eventlog::embedded::Embedded;
use anneal_eventlog::{
    AppendError, Bucket, Consumer, DeadLetter, EventLog, Faults, Heartbeat, JetStream, LogError, Memory,
    Settlement, read_run, verify_run,
};
use anneal_proto::v1::{CheckpointSaved, EpochCompleted, ObjectRef, PushReceived, SourceFetched};
use anneal_proto::{Digest, Event, Kind, Link, Recorded, RunId, Sequence, Subject, TrialNo};
use futures::StreamExt as _;
use support::{envelope, link};

fn run(name: &str) -> RunId {
    RunId::of_delivery("test", "contract", name)
}

async fn pushed(log: &dyn EventLog, run: &RunId) -> Recorded {
    let push = PushReceived { repository: "o/r".to_owned(), ..PushReceived::default() };
    log.append(envelope(run, push, "", None)).await.expect("the first event of a run")
}

async fn of_two_writers_of_one_run_one_wins(log: &dyn EventLog) {
    let run = run("writers");
    let first = pushed(log, &run).await;
    let a = envelope(&run, SourceFetched::default(), "a", link(&first));
    let b = envelope(&run, SourceFetched::default(), "b", link(&first));
    let kept = log.append(a.clone()).await.expect("the first writer");
    assert!(matches!(log.append(b).await, Err(AppendError::Conflict)));
    // A repeat of what went in is a conflict too; the id in the history tells.
    assert!(matches!(log.append(a.clone()).await, Err(AppendError::Conflict)));
    let history = read_run(log, &run).await.expect("readable");
    assert_eq!(history.iter().filter(|event| event.envelope.id == a.id).count(), 1);
    assert_eq!(log.head(&run).await.expect("readable"), Some(kept));
}

async fn a_run_is_read_whole_and_its_chain_holds(log: &dyn EventLog) {
    let run = run("chain");
    let mut head = pushed(log, &run).await;
    for n in 0..5 {
        // Events of other runs in between must not show.
        pushed(log, &self::run(&format!("other-{n}"))).await;
        let next = envelope(&run, SourceFetched::default(), &n.to_string(), link(&head));
        head = log.append(next).await.expect("appended");
    }
    let history = read_run(log, &run).await.expect("readable");
    assert_eq!(history.len(), 6);
    assert!(history.windows(2).all(|pair| pair[1].envelope.previous == link(&pair[0])));
    assert_eq!(verify_run(log, &run).await.expect("readable"), Ok(6));
    assert_eq!(log.get(head.sequence).await.expect("readable"), Some(head));
    assert_eq!(log.get(Sequence(1_000_000)).await.expect("readable"), None);
}

async fn a_forged_link_is_found(log: &dyn EventLog) {
    let run = run("forged");
    let first = pushed(log, &run).await;
    let forged = Link { sequence: first.sequence, digest: Digest::of(b"something else") };
    let appended = log.append(envelope(&run, SourceFetched::default(), "", Some(forged))).await;
    // The in-memory log checks the digest as well and refuses at once.
    let Ok(bad) = appended else { return };
    let broken = verify_run(log, &run).await.expect("readable").expect_err("broken");
    assert_eq!((broken.at, broken.to, broken.found), (bad.sequence, first.sequence, Some(first.digest)));
}

async fn the_last_checkpoint_of_a_trial_is_one_get_away(log: &dyn EventLog) {
    let run = run("checkpoints");
    let mut head = pushed(log, &run).await;
    for (trial, step) in [(0, 1), (0, 2), (1, 1)] {
        let saved = CheckpointSaved { trial, step, ..CheckpointSaved::default() };
        let mut next = envelope(&run, saved, &format!("{trial}.{step}"), link(&head));
        next.trial = Some(TrialNo(trial));
        head = log.append(next).await.expect("appended");
    }
    let last = log.last_checkpoint(&run, TrialNo(0)).await.expect("readable").expect("there is one");
    let Event::CheckpointSaved(saved) = last.envelope.event else { panic!("a checkpoint") };
    assert_eq!(saved.step, 2);
    assert_eq!(log.last_checkpoint(&run, TrialNo(7)).await.expect("readable"), None);
}

async fn followers_see_the_past_and_what_comes(log: &dyn EventLog) {
    let before = log.position().await.expect("readable");
    let mut items = log.follow(before).await.expect("followed");
    let run = run("followed");
    let first = pushed(log, &run).await;
    assert_eq!(items.next().await.expect("an item").expect("readable"), first);
    let next = envelope(&run, SourceFetched::default(), "", link(&first));
    let second = log.append(next).await.expect("appended");
    assert_eq!(items.next().await.expect("an item").expect("readable"), second);
    assert_eq!(log.position().await.expect("readable"), second.sequence);
}

fn consumer(name: &str) -> Consumer {
    Consumer {
        name: name.to_owned(),
        kinds: vec![Kind::SourceFetched],
        ack_wait: Duration::from_secs(1),
        max_in_flight: 16,
    }
}

async fn work_comes_until_it_is_acknowledged(log: &dyn EventLog) {
    let run = run("work");
    let first = pushed(log, &run).await;
    let wanted =
        log.append(envelope(&run, SourceFetched::default(), "", link(&first))).await.expect("appended");
    let mut work = log.work(&consumer("contract")).await.expect("subscribed");
    let deadline = tokio::time::Instant::now() + Duration::from_secs(20);
    let mut seen = Vec::new();
    // Not answered, sent back, then answered: three deliveries, and no fourth.
    while let Ok(delivery) = tokio::time::timeout_at(deadline, work.next()).await {
        let delivery = delivery.expect("work");
        let item = delivery.item.expect("readable");
        assert_eq!(item.envelope.event.kind(), Some(Kind::SourceFetched));
        if item.sequence != wanted.sequence {
            delivery.settle.ack().await.expect("answered");
            continue;
        }
        seen.push(delivery.deliveries);
        match seen.len() {
            1 => {}
            2 => delivery.settle.retry(Duration::from_millis(50)).await.expect("answered"),
            _ => {
                delivery.settle.ack().await.expect("answered");
                break;
            }
        }
    }
    assert_eq!(seen, [1, 2, 3]);
    let more = tokio::time::timeout(Duration::from_secs(2), work.next()).await;
    assert!(more.is_err(), "acknowledged work came again");
}

async fn a_dead_letter_is_delivered_again_when_somebody_asks(log: &dyn EventLog) {
    let run = run("dead");
    let first = pushed(log, &run).await;
    let event =
        log.append(envelope(&run, SourceFetched::default(), "", link(&first))).await.expect("appended");
    let mut work = log.work(&consumer("dying")).await.expect("subscribed");
    // What others left is of no interest here.
    while let Ok(delivery) = tokio::time::timeout(Duration::from_secs(2), work.next()).await {
        delivery.expect("work").settle.ack().await.expect("answered");
    }
    let letter = DeadLetter {
        service: "dying".to_owned(),
        sequence: event.sequence,
        run: Some(run),
        reason: "it never works".to_owned(),
        trace: None,
    };
    log.bury(letter.clone()).await.expect("buried");
    let buried = log.buried().await.expect("readable").pop().expect("a letter");
    assert_eq!((&buried.letter, buried.settled), (&letter, None));
    log.settle_buried(&buried, Settlement::Retried).await.expect("settled");
    let again = tokio::time::timeout(Duration::from_secs(20), work.next()).await.expect("in time");
    let again = again.expect("work");
    assert_eq!(again.item.expect("readable"), event);
    again.settle.ack().await.expect("answered");
    assert_eq!(log.buried().await.expect("readable")[0].settled, Some(Settlement::Retried));
    // Given up once more, it is another letter.
    log.bury(letter).await.expect("buried");
    let letters = log.buried().await.expect("readable");
    assert_eq!(letters.len(), 2);
    log.settle_buried(&letters[1], Settlement::Dropped).await.expect("settled");
    assert_eq!(log.buried().await.expect("readable")[1].settled, Some(Settlement::Dropped));
    let more = tokio::time::timeout(Duration::from_secs(2), work.next()).await;
    assert!(more.is_err(), "a dropped letter was delivered");
}

async fn a_repeated_signal_is_dropped(log: &dyn EventLog) {
    let run = run("signals");
    for step in [1, 1, 2] {
        let done = EpochCompleted { step, ..EpochCompleted::default() };
        let signal = envelope(&run, done, &step.to_string(), None);
        log.signal(signal).await.expect("published");
    }
    let signals = log.follow_signals(Subject::signals(&run)).await.expect("followed");
    let steps: Vec<_> = signals
        .take(2)
        .map(|item| match item.expect("readable").envelope.event {
            Event::EpochCompleted(done) => done.step,
            other => panic!("{other:?}"),
        })
        .collect()
        .await;
    assert_eq!(steps, [1, 2]);
}

async fn objects_are_kept_by_digest(log: &dyn EventLog) {
    let bytes = vec![7_u8; 300_000];
    let object = log.put(Bucket::Checkpoints, bytes.clone()).await.expect("kept");
    assert_eq!(log.put(Bucket::Checkpoints, bytes.clone()).await.expect("kept"), object);
    assert_eq!(object.digest, Digest::of(&bytes).to_string());
    assert_eq!(log.object(&object).await.expect("there"), bytes);
    let missing = ObjectRef { digest: Digest::of(b"nothing").to_string(), ..object };
    assert!(matches!(log.object(&missing).await, Err(LogError::NoObject { .. })));
}

async fn heartbeats_reach_those_who_listen(log: &dyn EventLog) {
    let mut beats = log.heartbeats().await.expect("listening");
    let beat = Heartbeat { host: "host-a".to_owned(), containers: vec!["c1".to_owned()] };
    let told = async {
        loop {
            log.beat(beat.clone()).await.expect("sent");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::select! {
        heard = beats.next() => assert_eq!(heard, Some(beat.clone())),
        () = told => {}
    }
}

async fn contract(log: Arc<dyn EventLog>) {
    let log = log.as_ref();
    of_two_writers_of_one_run_one_wins(log).await;
    a_run_is_read_whole_and_its_chain_holds(log).await;
    a_forged_link_is_found(log).await;
    the_last_checkpoint_of_a_trial_is_one_get_away(log).await;
    followers_see_the_past_and_what_comes(log).await;
    work_comes_until_it_is_acknowledged(log).await;
    a_dead_letter_is_delivered_again_when_somebody_asks(log).await;
    a_repeated_signal_is_dropped(log).await;
    objects_are_kept_by_digest(log).await;
    heartbeats_reach_those_who_listen(log).await;
}

#[tokio::test(start_paused = true)]
async fn memory_keeps_the_contract() {
    contract(Arc::new(Memory::new(Faults::default()))).await;
}

#[tokio::test]
async fn jetstream_keeps_the_contract() {
    let data = tempfile::tempdir().expect("temporary directory");
    let broker = Embedded::start(data.path()).await.expect("a broker");
    let log = JetStream::connect_when_up(&broker.url, &broker.credentials, "test").await.expect("connected");
    contract(Arc::new(log)).await;
    broker.stop().await;
}

#[tokio::test]
async fn an_embedded_broker_keeps_its_log_over_a_restart_and_leaves_nothing_behind() {
    let data = tempfile::tempdir().expect("temporary directory");
    let run = run("restart");
    let mut written = None;
    for _ in 0..2 {
        let broker = Embedded::start(data.path()).await.expect("a broker");
        let log =
            JetStream::connect_when_up(&broker.url, &broker.credentials, "test").await.expect("connected");
        match &written {
            None => written = Some(pushed(&log, &run).await),
            Some(event) => assert_eq!(log.head(&run).await.expect("readable").as_ref(), Some(event)),
        }
        let address = broker.url.trim_start_matches("nats://").to_owned();
        broker.stop().await;
        assert!(tokio::net::TcpStream::connect(address).await.is_err(), "nats-server is still there");
    }
}
