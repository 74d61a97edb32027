//! Deliveries of the in-memory log.

use std::time::Duration;

use anneal_proto::Recorded;
use async_trait::async_trait;
use tokio::time::Instant;

use super::{Cursor, Memory, Pending, State};
use crate::error::LogError;
use crate::log::{Consumer, Delivery, Settle, Work};

pub(super) struct MemoryWork {
    pub(super) log: Memory,
    pub(super) consumer: Consumer,
}

impl MemoryWork {
    /// A delivery that is due now, or when to look again.
    fn due(&self) -> Result<Delivery, Option<Instant>> {
        let mut state = self.log.state();
        let State { events, consumers, .. } = &mut *state;
        let cursor = consumers.entry(self.consumer.name.clone()).or_default();
        let now = Instant::now();
        let overdue = cursor.pending.iter().find(|(_, pending)| pending.due <= now).map(|(index, _)| *index);
        let index = overdue.or_else(|| self.fresh(events, cursor));
        let Some(index) = index else {
            return Err(cursor.pending.values().map(|pending| pending.due).min());
        };
        let pending = cursor.pending.entry(index).or_insert(Pending {
            due: now,
            deliveries: 0,
            echo: self.log.shared.faults.deliver_twice,
        });
        pending.due = now + self.consumer.ack_wait;
        pending.deliveries += 1;
        let settle = MemorySettle { log: self.log.clone(), consumer: self.consumer.clone(), index };
        Ok(Delivery {
            item: Ok(events[index].clone()),
            deliveries: pending.deliveries,
            settle: Box::new(settle),
        })
    }

    /// The next event of a wanted kind that was never delivered.
    fn fresh(&self, events: &[Recorded], cursor: &mut Cursor) -> Option<usize> {
        while let Some(event) = events.get(cursor.next) {
            if cursor.pending.len() >= self.consumer.max_in_flight {
                return None;
            }
            cursor.next += 1;
            if event.envelope.event.kind().is_some_and(|kind| self.consumer.kinds.contains(&kind)) {
                return Some(cursor.next - 1);
            }
        }
        None
    }
}

#[async_trait]
impl Work for MemoryWork {
    async fn next(&mut self) -> Result<Delivery, LogError> {
        loop {
            let changed = self.log.shared.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            match self.due() {
                Ok(delivery) => return Ok(delivery),
                Err(Some(due)) => {
                    let _ = tokio::time::timeout_at(due, changed).await;
                }
                Err(None) => changed.await,
            }
        }
    }
}

struct MemorySettle {
    log: Memory,
    consumer: Consumer,
    index: usize,
}

impl MemorySettle {
    fn reschedule(&self, after: Duration) {
        let mut state = self.log.state();
        let cursor = state.consumers.get_mut(&self.consumer.name);
        if let Some(pending) = cursor.and_then(|cursor| cursor.pending.get_mut(&self.index)) {
            pending.due = Instant::now() + after;
        }
        drop(state);
        self.log.shared.changed.notify_waiters();
    }
}

#[async_trait]
impl Settle for MemorySettle {
    async fn ack(&self) -> Result<(), LogError> {
        let mut state = self.log.state();
        let Some(cursor) = state.consumers.get_mut(&self.consumer.name) else {
            return Ok(());
        };
        match cursor.pending.get_mut(&self.index) {
            Some(pending) if pending.echo => {
                pending.echo = false;
                pending.due = Instant::now();
            }
            _ => {
                cursor.pending.remove(&self.index);
            }
        }
        drop(state);
        self.log.shared.changed.notify_waiters();
        Ok(())
    }

    async fn retry(&self, after: Duration) -> Result<(), LogError> {
        self.reschedule(after);
        Ok(())
    }

    async fn progress(&self) -> Result<(), LogError> {
        self.reschedule(self.consumer.ack_wait);
        Ok(())
    }
}
