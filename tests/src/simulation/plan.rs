//! What goes wrong in one schedule: a function of the seed and of the place where it would.

use std::collections::BTreeSet;

use serde::Serialize;

use super::draw::Draw;

/// Something that goes wrong. Times are in simulated milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Fault {
    /// It takes this long.
    Slow {
        /// How long.
        ms: u64,
    },
    /// It is not done, and says so.
    Refused,
    /// It is done, and nobody hears of it.
    Unanswered,
    /// No answer comes, and it is done after that.
    Late {
        /// How long after.
        ms: u64,
    },
    /// The service dies, with all that it has in memory.
    Crash {
        /// Whether what it was doing is done.
        after: bool,
        /// How long it is away.
        ms: u64,
    },
    /// A delivery, or an acknowledgement, goes astray.
    Lost,
    /// A delivery goes to two at once.
    Twice,
    /// A delivery is overtaken by others.
    Held {
        /// By how long.
        ms: u64,
    },
    /// A training is killed.
    Killed,
    /// A training raises an exception once, as when its disk is full for a while.
    Raises,
    /// A training is killed for its memory.
    OutOfMemory,
    /// The broker is away.
    BrokerAway {
        /// How long.
        ms: u64,
    },
    /// A service does not reach the broker.
    CutOff {
        /// How long.
        ms: u64,
    },
    /// A host loses its power, and comes back.
    HostLost {
        /// How long it is away.
        ms: u64,
    },
    /// The container engine of a host restarts, and its containers end.
    EngineRestart,
    /// A clock is set.
    ClockJump {
        /// Forward, or back.
        ms: i64,
    },
}

/// A kind of fault, before its numbers are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Slow,
    Refused,
    Unanswered,
    Late,
    CrashBefore,
    CrashAfter,
    Lost,
    Twice,
    Held,
    Killed,
    Raises,
    OutOfMemory,
}

/// Every kind that a schedule may leave out.
const KINDS: [Kind; 12] = [
    Kind::Slow,
    Kind::Refused,
    Kind::Unanswered,
    Kind::Late,
    Kind::CrashBefore,
    Kind::CrashAfter,
    Kind::Lost,
    Kind::Twice,
    Kind::Held,
    Kind::Killed,
    Kind::Raises,
    Kind::OutOfMemory,
];

/// Which faults a schedule has.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Everything follows from it.
    pub seed: u64,
    /// Faults for ten thousand places; 0 where nothing is to go wrong.
    rate: u64,
    /// Kinds that this schedule has: a schedule with fewer kinds goes deeper into each.
    kinds: Vec<Kind>,
    /// From then on nothing goes wrong, so that everything can end. Simulated milliseconds.
    pub(crate) calm: u64,
    /// Only these happen, where set.
    keep: Option<BTreeSet<String>>,
}

impl Plan {
    /// The schedule of a seed.
    #[must_use]
    pub fn of(seed: u64) -> Self {
        let mut draw = Draw::of(seed, "plan", 0);
        let rate = draw.pick(&[30, 100, 250, 600]).unwrap_or(100);
        let kinds = KINDS.into_iter().filter(|_| draw.below(3) > 0).collect();
        let calm = draw.pick(&[10_000, 30_000, 90_000]).unwrap_or(30_000);
        Self { seed, rate, kinds, calm, keep: None }
    }

    /// Nothing goes wrong.
    #[must_use]
    pub fn quiet(seed: u64) -> Self {
        Self { seed, rate: 0, kinds: Vec::new(), calm: 0, keep: None }
    }

    /// Only these of the schedule's faults happen.
    #[must_use]
    pub fn only(self, keep: BTreeSet<String>) -> Self {
        Self { keep: Some(keep), ..self }
    }

    pub(crate) fn keeps(&self, id: &str) -> bool {
        self.keep.as_ref().is_none_or(|keep| keep.contains(id))
    }

    /// What goes wrong at a place, the `occurrence`th time that something is done there.
    pub(crate) fn fault(&self, place: &str, occurrence: u32, menu: &[Kind]) -> Option<Fault> {
        if self.rate == 0 {
            return None;
        }
        let mut draw = Draw::of(self.seed, place, occurrence);
        if draw.below(10_000) >= self.rate {
            return None;
        }
        let kinds: Vec<Kind> = menu.iter().copied().filter(|kind| self.kinds.contains(kind)).collect();
        let kind = draw.pick(&kinds)?;
        self.keeps(&id(place, occurrence)).then(|| kind.with(&mut draw))
    }

    /// How long something takes anyhow: most things nothing, in simulated time.
    pub(crate) fn latency(&self, place: &str, occurrence: u32) -> u64 {
        let mut draw = Draw::of(self.seed ^ 0x6c61_7465, place, occurrence);
        if self.calm == 0 || draw.below(4) > 0 { 0 } else { draw.between(1, 40) }
    }

    /// What happens to the world at large, when, and to whom: place, millisecond, fault.
    pub(crate) fn disasters(&self) -> Vec<(String, u64, Fault)> {
        let mut draw = Draw::of(self.seed, "disasters", 0);
        if self.rate == 0 {
            return Vec::new();
        }
        let count = draw.below(4);
        let any = (0..count).map(|n| self.disaster(&mut draw, n));
        any.filter(|(place, ..)| self.keeps(&id(place, 0))).collect()
    }

    fn disaster(&self, draw: &mut Draw, n: u64) -> (String, u64, Fault) {
        let at = draw.below(self.calm.min(30_000));
        let services = ["fetcher", "classifier", "tuner", "watchdog", "notifier", "trainer-a", "trainer-b"];
        let service = draw.pick(&services).unwrap_or("tuner");
        let trainer = draw.pick(&["trainer-a", "trainer-b"]).unwrap_or("trainer-a");
        let away = if draw.below(4) == 0 { draw.between(60_000, 120_000) } else { draw.between(200, 20_000) };
        let (who, fault) = match draw.below(5) {
            0 => ("broker", Fault::BrokerAway { ms: away }),
            1 => (service, Fault::CutOff { ms: away }),
            2 => (trainer, Fault::HostLost { ms: away }),
            3 => (trainer, Fault::EngineRestart),
            _ => {
                let by = i64::try_from(draw.between(1_000, 600_000)).unwrap_or(1_000);
                (service, Fault::ClockJump { ms: if draw.below(2) == 0 { by } else { -by } })
            }
        };
        (format!("world/{n}/{who}"), at, fault)
    }
}

/// Names a fault of a schedule.
pub(crate) fn id(place: &str, occurrence: u32) -> String {
    format!("{place}#{occurrence}")
}

impl Kind {
    fn with(self, draw: &mut Draw) -> Fault {
        // Mostly short; sometimes longer than a delivery may stay unanswered.
        let long = draw.below(6) == 0;
        let ms = if long { draw.between(5_000, 45_000) } else { draw.between(10, 3_000) };
        match self {
            Kind::Slow => Fault::Slow { ms },
            Kind::Refused => Fault::Refused,
            Kind::Unanswered => Fault::Unanswered,
            Kind::Late => Fault::Late { ms },
            Kind::CrashBefore => Fault::Crash { after: false, ms: ms.min(20_000) },
            Kind::CrashAfter => Fault::Crash { after: true, ms: ms.min(20_000) },
            Kind::Lost => Fault::Lost,
            Kind::Twice => Fault::Twice,
            Kind::Held => Fault::Held { ms },
            Kind::Killed => Fault::Killed,
            Kind::Raises => Fault::Raises,
            Kind::OutOfMemory => Fault::OutOfMemory,
        }
    }
}
