//! A life of a service, between its start and its crash: all that it does outside of its own memory goes through
//! here, and anything can go wrong on the way.

use std::future::{Future, pending};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::plan::{Fault, Kind};
use super::world::{Order, Service, World};

/// How long a client waits for a broker that is away.
const PATIENCE: Duration = Duration::from_secs(5);

/// What can happen to anything that is asked of somebody else.
pub(crate) const CALL: &[Kind] =
    &[Kind::Slow, Kind::Refused, Kind::Unanswered, Kind::CrashBefore, Kind::CrashAfter];
/// As [`CALL`], by who cannot crash here.
pub(crate) const CALL_FROM_OUTSIDE: &[Kind] = &[Kind::Slow, Kind::Refused, Kind::Unanswered];

/// One life of a service.
#[derive(Clone)]
pub(crate) struct Port {
    pub(crate) world: Arc<World>,
    pub(crate) service: Service,
    pub(crate) life: u32,
    dead: Arc<AtomicBool>,
}

/// Why something was not done, or nobody heard of it.
pub(crate) const BROKEN: &str = "simulated fault";

impl Port {
    pub(crate) fn new(world: &Arc<World>, service: Service, life: u32) -> Self {
        Self { world: Arc::clone(world), service, life, dead: Arc::default() }
    }

    /// The place of something that this service does.
    pub(crate) fn place(&self, what: &str) -> String {
        format!("{}/{what}", self.service.name())
    }

    pub(crate) fn die(&self) {
        self.dead.store(true, Ordering::Relaxed);
    }

    /// Never returns to a life that is over: what is left of it does nothing any more.
    pub(crate) async fn alive(&self) {
        if self.dead.load(Ordering::Relaxed) {
            pending::<()>().await;
        }
    }

    /// Ends this life here and now.
    pub(crate) async fn crash<T>(&self, ms: u64) -> T {
        self.die();
        let (service, life, down) = (self.service, self.life, Duration::from_millis(ms));
        let _ = self.world.orders.send(Order::Crash { service, life, down });
        pending().await
    }

    /// Asks the broker for something.
    pub(crate) async fn ask<T, E>(
        &self,
        what: &str,
        menu: &[Kind],
        op: impl Future<Output = Result<T, E>>,
        broken: impl Fn(String) -> E,
    ) -> Result<T, E> {
        self.alive().await;
        if let Some(away) = self.world.unreachable(self.service) {
            self.world.pass(away.min(PATIENCE)).await;
            if self.world.unreachable(self.service).is_some() {
                self.alive().await;
                return Err(broken("the broker is away".to_owned()));
            }
        }
        self.act(what, menu, op, broken).await
    }

    /// Does something outside, here on the host.
    pub(crate) async fn act<T, E>(
        &self,
        what: &str,
        menu: &[Kind],
        op: impl Future<Output = Result<T, E>>,
        broken: impl Fn(String) -> E,
    ) -> Result<T, E> {
        self.alive().await;
        let place = self.place(what);
        let occurrence = self.world.occurrence(&place);
        let fault = self.world.fault(&place, occurrence, menu);
        self.wait(&place, occurrence, fault).await;
        match fault {
            Some(Fault::Refused) => return Err(broken(BROKEN.to_owned())),
            Some(Fault::Crash { after: false, ms }) => return self.crash(ms).await,
            _ => {}
        }
        let done = op.await;
        self.alive().await;
        let answer = if done.is_ok() { "done" } else { "failed" };
        self.world.trace(&format!("{place} {answer}"));
        match fault {
            Some(Fault::Unanswered) => Err(broken(BROKEN.to_owned())),
            Some(Fault::Crash { ms, .. }) => self.crash(ms).await,
            _ => done,
        }
    }

    async fn wait(&self, place: &str, occurrence: u32, fault: Option<Fault>) {
        let ms = match fault {
            Some(Fault::Slow { ms }) => ms,
            _ => self.world.plan.latency(place, occurrence),
        };
        if ms > 0 {
            self.world.pass(Duration::from_millis(ms)).await;
            self.alive().await;
        }
    }
}
