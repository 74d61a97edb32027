//! The outside of fetcher, classifier and notifier: repositories that are tables, a reader that remembers what it
//! read, a mail server that may lose its answer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use anneal_chassis::{Effects, Retry};
use anneal_classifier::{Classifier, Read, classify};
use anneal_eventlog::{Bucket, EventLog, LogError};
use anneal_fetcher::{Failure, Fetch, Fetcher, Origin};
use anneal_notifier::letter::Patch;
use anneal_notifier::{Answer, Mail, Notifier, Send};
use anneal_proto::RunId;
use anneal_proto::v1::{ClassificationFailed, CodeClassified, Reason, SourceFetched};
use anneal_source::SourceTree;
use async_trait::async_trait;

use super::port::{CALL, Port};
use super::shapes::Shape;

/// Every repository there is, by the last part of its address.
pub(crate) struct Repositories {
    pub(crate) port: Port,
    pub(crate) log: Arc<dyn EventLog>,
}

#[async_trait]
impl Effects<Fetcher> for Repositories {
    async fn perform(&self, run: &RunId, fetch: Fetch) -> Result<Result<SourceFetched, Reason>, Retry> {
        let location = fetch.origin.location();
        let name = location.rsplit('/').next().unwrap_or_default().to_owned();
        let what = format!("fetch/{}", self.port.world.name_of(run));
        let archive = async { Ok(Shape::named(&name).and_then(Shape::archive)) };
        let archive = self.port.act(&what, CALL, archive, Retry::unavailable).await?;
        let Some(bytes) = archive else {
            debug_assert!(matches!(fetch.origin, Origin::Remote(_)), "{location}");
            return Ok(Err(Failure::NotFound { path: location }.into()));
        };
        let size = bytes.len() as u64;
        let object = self.log.put(Bucket::Sources, bytes.clone()).await.map_err(Retry::unavailable)?;
        let commit = "c0ffee".repeat(7)[..40].to_owned();
        let tree = object.digest.clone();
        Ok(Ok(SourceFetched {
            commit,
            tree,
            object: Some(object),
            files: 2,
            bytes: size,
            ..Default::default()
        }))
    }
}

type Classified = Result<CodeClassified, ClassificationFailed>;

/// What was read of an archive. Reading is pure, and slow next to everything else here.
static READ: LazyLock<Mutex<BTreeMap<String, Classified>>> = LazyLock::new(Mutex::default);

/// The reader of archives.
pub(crate) struct Reader {
    pub(crate) port: Port,
    pub(crate) log: Arc<dyn EventLog>,
}

#[async_trait]
impl Effects<Classifier> for Reader {
    async fn perform(&self, run: &RunId, read: Read) -> Result<Classified, Retry> {
        let archive = self.log.object(&read.object).await.map_err(Retry::unavailable)?;
        let what = format!("read/{}", self.port.world.name_of(run));
        let classified = async {
            let key = format!("{} {:?}", read.object.digest, read.submitted);
            let known = || READ.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(classified) = known().get(&key).cloned() {
                return Ok(classified);
            }
            let tree = SourceTree::from_tar(&archive).map_err(Retry::failed)?;
            let classified = classify(&tree, &read.submitted);
            known().insert(key, classified.clone());
            Ok(classified)
        };
        self.port.act(&what, CALL, classified, Retry::unavailable).await
    }
}

/// What left, and what the notifier knows of that on its disk.
#[derive(Default)]
pub(crate) struct Post {
    state: Mutex<Posted>,
}

#[derive(Default)]
struct Posted {
    /// Each mail that the server took: event it tells of, its Message-ID.
    taken: Vec<(String, String)>,
    /// What the notifier remembers to have left.
    remembered: BTreeSet<String>,
    /// Times that an answer of the server was lost.
    unanswered: BTreeMap<String, usize>,
}

impl Post {
    fn state(&self) -> std::sync::MutexGuard<'_, Posted> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, mail: &Mail) {
        self.state().taken.push((mail.about.to_string(), mail.message_id.clone()));
        *self.state().unanswered.entry(mail.about.to_string()).or_default() += 1;
    }

    fn remember(&self, mail: &Mail) {
        let mut state = self.state();
        state.remembered.insert(mail.about.to_string());
        if let Some(unanswered) = state.unanswered.get_mut(mail.about.as_str()) {
            *unanswered -= 1;
        }
    }

    fn knows(&self, mail: &Mail) -> bool {
        self.state().remembered.contains(mail.about.as_str())
    }

    /// Message-IDs of mails about an event, and how many were given away again because no answer had come.
    pub(crate) fn about(&self, event: &str) -> (Vec<String>, usize) {
        let state = self.state();
        let ids = state.taken.iter().filter(|(about, _)| about == event).map(|(_, id)| id.clone()).collect();
        (ids, state.unanswered.get(event).copied().unwrap_or(0))
    }

    /// Every mail that was taken.
    pub(crate) fn count(&self) -> usize {
        self.state().taken.iter().map(|(_, id)| id).collect::<BTreeSet<_>>().len()
    }
}

/// The notifier's outside.
pub(crate) struct Posting {
    pub(crate) port: Port,
    pub(crate) log: Arc<dyn EventLog>,
    pub(crate) post: Arc<Post>,
}

#[async_trait]
impl Effects<Notifier> for Posting {
    async fn perform(&self, run: &RunId, send: Send) -> Result<Answer, Retry> {
        let patch = match &send.letter.patch {
            None => Patch::None,
            Some(object) => match self.log.object(object).await {
                Ok(bytes) => Patch::Here(bytes),
                Err(LogError::Unavailable(why)) => return Err(Retry::unavailable(why)),
                Err(error) => Patch::Elsewhere(error.to_string()),
            },
        };
        let from = "anneal@localhost".parse().map_err(Retry::failed)?;
        let mail = Mail::write(&send.letter, &send.to, &from, &patch).map_err(Retry::failed)?;
        let sent = Answer::Sent { message_id: mail.message_id.clone() };
        if self.post.knows(&mail) {
            return Ok(sent);
        }
        let what = format!("mail/{}", self.port.world.name_of(run));
        let taken = async {
            self.post.take(&mail);
            Ok(())
        };
        match self.port.act(&what, CALL, taken, |why: String| why).await {
            Ok(()) => {
                self.post.remember(&mail);
                Ok(sent)
            }
            Err(why) => Ok(Answer::Deferred(why)),
        }
    }
}
