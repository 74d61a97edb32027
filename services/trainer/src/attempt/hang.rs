//! Telling a hung training from one that is slow and silent. Pure: times come in.
//!
//! A training hangs when it has made no step for ten times the median time of its steps (and at least a set time),
//! and in all that time has used no processor, read and written nothing, and printed nothing to speak of. Any of
//! these alone is what healthy trainings do for hours. A training that spins without getting on is not found.

use std::time::Duration;

use tokio::time::Instant;

use crate::executor::Usage;

/// Steps that the median is taken over.
const STEPS: usize = 100;
/// How many median steps without a step are too long.
const STEPS_OF_SILENCE: u32 = 10;
/// The share of one processor that counts as working. Idle thread pools of the frameworks stay below a tenth of it.
const WORKING: f64 = 0.01;
/// Bytes read or written in one look that count as working.
const MOVING: u64 = 64 * 1024;

/// What one training has been doing.
#[derive(Debug)]
pub(super) struct Detector {
    least: Duration,
    step: Instant,
    alive: Instant,
    gaps: Vec<Duration>,
    used: Option<(Instant, Usage)>,
}

impl Detector {
    /// `least`: the shortest silence that counts as a hang; zero for never.
    pub(super) fn new(least: Duration, now: Instant) -> Self {
        Self { least, step: now, alive: now, gaps: Vec::new(), used: None }
    }

    /// Steps were finished.
    pub(super) fn stepped(&mut self, steps: u32, now: Instant) {
        if steps > 0 {
            if self.gaps.len() == STEPS {
                self.gaps.remove(0);
            }
            self.gaps.push(now.duration_since(self.step) / steps);
            self.step = now;
        }
    }

    /// Something was printed or reported.
    pub(super) fn spoke(&mut self, now: Instant) {
        self.alive = now;
    }

    /// What it has used since it began.
    pub(super) fn used(&mut self, usage: Usage, now: Instant) {
        let working = self.used.is_none_or(|(at, before)| {
            let cpu = usage.cpu.saturating_sub(before.cpu).as_secs_f64();
            let elapsed = now.duration_since(at).as_secs_f64();
            cpu > elapsed * WORKING || usage.io.saturating_sub(before.io) > MOVING
        });
        if working {
            self.alive = now;
        }
        self.used = Some((now, usage));
    }

    /// How long it has done nothing, where that is too long. Nothing is known without [`Detector::used`].
    pub(super) fn hung(&self, now: Instant) -> Option<Duration> {
        self.used?;
        let quiet = now.duration_since(self.step.max(self.alive));
        let limit = self.least.max(self.median().saturating_mul(STEPS_OF_SILENCE));
        (!self.least.is_zero() && quiet > limit).then_some(quiet)
    }

    fn median(&self) -> Duration {
        let mut gaps = self.gaps.clone();
        gaps.sort();
        gaps.get(gaps.len() / 2).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: Duration = Duration::from_secs(120);

    /// A training looked at every ten seconds. What it uses between two looks, in percent of a processor and bytes.
    struct Training {
        start: Instant,
        second: u64,
        usage: Usage,
        detector: Detector,
    }

    impl Training {
        fn new(least: Duration) -> Self {
            let start = Instant::now();
            Self { start, second: 0, usage: Usage::default(), detector: Detector::new(least, start) }
        }

        fn now(&self) -> Instant {
            self.start + Duration::from_secs(self.second)
        }

        fn goes_on(&mut self, seconds: u64, percent: u32, bytes: u64) -> Option<Duration> {
            for _ in 0..seconds / 10 {
                self.second += 10;
                self.usage.cpu += Duration::from_millis(100) * percent;
                self.usage.io += bytes;
                self.detector.used(self.usage, self.now());
            }
            self.detector.hung(self.now())
        }

        fn steps(&mut self, count: u32, each: u64) {
            for _ in 0..count {
                self.second += each;
                self.detector.stepped(1, self.now());
            }
        }
    }

    #[test]
    fn one_that_does_nothing_at_all_hangs_after_two_minutes() {
        let mut training = Training::new(LEAST);
        training.steps(5, 1);
        assert_eq!(training.goes_on(120, 0, 0), None);
        assert!(training.goes_on(20, 0, 0).is_some());
    }

    #[test]
    fn one_that_is_slow_and_silent_is_left_alone() {
        for (percent, bytes) in [(100, 0), (3, 0), (0, 1 << 20)] {
            let mut training = Training::new(LEAST);
            assert_eq!(training.goes_on(86_400, percent, bytes), None, "{percent} % and {bytes} bytes");
        }
    }

    #[test]
    fn idle_threads_do_not_count_as_work() {
        assert!(Training::new(LEAST).goes_on(600, 0, 512).is_some());
    }

    #[test]
    fn long_steps_are_waited_for_longer() {
        let mut training = Training::new(LEAST);
        training.steps(3, 60);
        assert_eq!(training.goes_on(600, 0, 0), None);
        assert!(training.goes_on(30, 0, 0).is_some());
    }

    #[test]
    fn what_it_prints_is_a_sign_of_life() {
        let mut training = Training::new(LEAST);
        assert_eq!(training.goes_on(110, 0, 0), None);
        training.detector.spoke(training.now());
        assert_eq!(training.goes_on(110, 0, 0), None);
    }

    #[test]
    fn it_can_be_turned_off_and_says_nothing_without_knowing() {
        assert_eq!(Training::new(Duration::ZERO).goes_on(86_400, 0, 0), None);
        let start = Instant::now();
        assert_eq!(Detector::new(LEAST, start).hung(start + Duration::from_secs(86_400)), None);
    }
}
