//! Attempts of hosts that have gone silent.
//!
//! A trainer's host holds a lease on what it runs for as long as its heartbeats come. When none has come for a
//! lease's time, its attempts are closed with `training_crashed`, cause lost: the policy lets them go on, wherever
//! there is a slot. The host, should it return, finds in the log that they are no longer its own, and ends them.
//!
//! This says nothing while the watchdog itself is cut off: it could not have heard a heartbeat.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use anneal_chassis::{Cause, Context, Decider as _, Follower, Say, speak};
use anneal_proto::v1::{CrashCause, Reason, TrainingCrashed};
use anneal_proto::{AttemptNo, RunId};
use futures::StreamExt as _;
use tokio::time::Instant;

use crate::decider::{Live, Watchdog};

/// When each host was last heard of. Pure: times come in.
#[derive(Debug)]
pub(crate) struct Leases {
    lease: Duration,
    /// Nobody is judged by what was before.
    since: Instant,
    heard: HashMap<String, Instant>,
}

impl Leases {
    pub(crate) fn new(lease: Duration, now: Instant) -> Self {
        Self { lease, since: now, heard: HashMap::new() }
    }

    pub(crate) fn beat(&mut self, host: String, now: Instant) {
        self.heard.insert(host, now);
    }

    /// The watchdog was deaf until now.
    pub(crate) fn deaf(&mut self, now: Instant) {
        self.since = now;
    }

    /// Time since the host was last heard of, where that is longer than a lease.
    pub(crate) fn silent(&self, host: &str, now: Instant) -> Option<Duration> {
        let heard = self.heard.get(host).copied().unwrap_or(self.since).max(self.since);
        let silence = now.duration_since(heard);
        (silence > self.lease).then_some(silence)
    }
}

/// Closes attempts of silent hosts until the context shuts down.
pub(crate) async fn keep(context: Context, follower: Arc<Follower<Watchdog>>, lease: Duration) {
    let mut leases = Leases::new(lease, Instant::now());
    let round = (lease / 6).max(Duration::from_millis(100));
    while !context.shutdown.is_cancelled() {
        let Ok(mut beats) = context.log.heartbeats().await else {
            tokio::time::sleep(round).await;
            leases.deaf(Instant::now());
            continue;
        };
        let mut looked = Instant::now();
        loop {
            tokio::select! {
                biased;
                () = context.shutdown.cancelled() => return,
                beat = beats.next() => match beat {
                    Some(beat) => leases.beat(beat.host, Instant::now()),
                    None => break,
                },
                () = tokio::time::sleep_until(looked + round) => {
                    // A broker that does not answer would not have passed heartbeats on either; nor is this
                    // process's own sleep the hosts' silence.
                    let late = looked.elapsed() > round * 2;
                    if late || context.log.position().await.is_err() || looked.elapsed() > round * 3 {
                        leases.deaf(Instant::now());
                    }
                    close_silent(&context, &follower, &leases).await;
                    looked = Instant::now();
                }
            }
        }
    }
}

async fn close_silent(context: &Context, follower: &Follower<Watchdog>, leases: &Leases) {
    for (run, view) in follower.open_runs() {
        for live in view.state.live() {
            if let Some(silence) = leases.silent(&live.host, Instant::now()) {
                tracing::warn!(%run, host = live.host, ?silence, "the host is silent: its training is given to another");
                let cause = Cause {
                    key: format!("{}/lost", live.claim),
                    event: Some(live.claim.clone()),
                    traceparent: None,
                };
                // A conflict or a lost answer shows in the next round.
                if let Err(error) =
                    speak(context, Watchdog::NAME, &run, lost(&run, live, silence), &cause, view.head).await
                {
                    tracing::debug!(%run, %error, "not closed yet");
                }
                // Its position in the log is no longer the run's head: others of this run wait a round.
                break;
            }
        }
    }
}

fn lost(run: &RunId, live: &Live, silence: Duration) -> Say {
    let attempt = AttemptNo(live.attempt);
    let crashed = TrainingCrashed {
        trial: live.trial.0,
        attempt: live.attempt,
        step: live.step,
        cause: CrashCause::Lost.into(),
        reason: Some(Reason {
            code: "host_lost".to_owned(),
            what: format!("the host {} has been silent for {} s", live.host, silence.as_secs()),
            location: format!("run {run}, trial {}, attempt {attempt}", live.trial),
            remedy: "see whether the host is up and reaches the broker; its training goes on elsewhere"
                .to_owned(),
        }),
        ..TrainingCrashed::default()
    };
    Say::of_attempt(crashed, live.trial, attempt)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEASE: Duration = Duration::from_secs(60);

    fn seconds(n: u64) -> Duration {
        Duration::from_secs(n)
    }

    #[test]
    fn a_host_is_silent_after_its_lease_and_no_longer_once_it_is_heard() {
        let start = Instant::now();
        let mut leases = Leases::new(LEASE, start);
        leases.beat("a".to_owned(), start + seconds(10));
        assert_eq!(leases.silent("a", start + seconds(70)), None);
        assert_eq!(leases.silent("a", start + seconds(71)), Some(seconds(61)));
        leases.beat("a".to_owned(), start + seconds(72));
        assert_eq!(leases.silent("a", start + seconds(100)), None);
    }

    #[test]
    fn a_host_that_was_never_heard_has_a_lease_from_the_start() {
        let start = Instant::now();
        let leases = Leases::new(LEASE, start);
        assert_eq!(leases.silent("a", start + seconds(60)), None);
        assert!(leases.silent("a", start + seconds(61)).is_some());
    }

    #[test]
    fn silence_while_the_watchdog_was_deaf_does_not_count() {
        let start = Instant::now();
        let mut leases = Leases::new(LEASE, start);
        leases.beat("a".to_owned(), start);
        leases.deaf(start + seconds(100));
        assert_eq!(leases.silent("a", start + seconds(150)), None);
        assert!(leases.silent("a", start + seconds(161)).is_some());
    }
}
