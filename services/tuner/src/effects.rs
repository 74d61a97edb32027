//! Writing a proposal into the source: the pushed tree from the object store, the edits, the diff back into it.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::sync::Arc;

use anneal_chassis::{Effects, Retry};
use anneal_eventlog::{Bucket, EventLog};
use anneal_proto::RunId;
use anneal_proto::v1::ChangedFile;
use anneal_source::{diff, edit};
use async_trait::async_trait;

use crate::decider::{Rewrite, Rewritten, Tuner};

/// Writes proposals into sources.
pub struct Rewriter {
    log: Arc<dyn EventLog>,
}

impl Rewriter {
    /// A rewriter over the log's object store.
    #[must_use]
    pub fn new(log: Arc<dyn EventLog>) -> Self {
        Self { log }
    }
}

#[async_trait]
impl Effects<Tuner> for Rewriter {
    async fn perform(&self, _run: &RunId, rewrite: Rewrite) -> Result<Rewritten, Retry> {
        let archive = self.log.object(&rewrite.source).await.map_err(Retry::unavailable)?;
        let written = match write(&archive, &rewrite) {
            Ok(written) => written,
            Err(why) => {
                tracing::info!(trial = %rewrite.trial, why, "a proposal cannot be written");
                return Ok(Rewritten::Refused { rewrite, why });
            }
        };
        let patch = self.log.put(Bucket::Patches, written.patch).await.map_err(Retry::unavailable)?;
        let mut changed = Vec::new();
        for (path, bytes) in written.changed {
            let object = self.log.put(Bucket::Patches, bytes).await.map_err(Retry::unavailable)?;
            changed.push(ChangedFile { path, object: Some(object) });
        }
        Ok(Rewritten::Stored { rewrite, patch, changed })
    }
}

/// A proposal in the source.
struct Written {
    patch: Vec<u8>,
    changed: Vec<(String, Vec<u8>)>,
}

/// Why a proposal cannot be written, for a person, is the error.
fn write(archive: &[u8], rewrite: &Rewrite) -> Result<Written, String> {
    let files = files(archive, rewrite).map_err(|error| format!("the archive cannot be read: {error}"))?;
    let read = |path: &str| files.get(path).map(Vec::as_slice);
    let changed =
        edit::apply(read, &rewrite.knobs, &rewrite.proposal.values).map_err(|error| error.to_string())?;
    if changed.is_empty() {
        return Err("it changes nothing".to_owned());
    }
    let patch =
        diff::unified(changed.iter().map(|(path, new)| diff::Change { path, old: &files[path], new }));
    Ok(Written { patch, changed })
}

/// The files of the archive that have knobs.
fn files(archive: &[u8], rewrite: &Rewrite) -> std::io::Result<BTreeMap<String, Vec<u8>>> {
    let wanted =
        |path: &str| rewrite.knobs.iter().flat_map(|knob| &knob.places).any(|place| place.file == path);
    let mut files = BTreeMap::new();
    for entry in tar::Archive::new(archive).entries()? {
        let mut entry = entry?;
        let path = entry.path()?.to_string_lossy().trim_start_matches("./").to_owned();
        if wanted(&path) {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes)?;
            files.insert(path, bytes);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use anneal_proto::TrialNo;
    use anneal_source::knobs;

    use super::*;
    use crate::search::Proposal;

    const SOURCE: &str = "from sklearn.svm import SVC\nm = SVC(C=0.001)\n";

    fn archive() -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (path, text) in [("README.md", "# x\n"), ("src/train.py", SOURCE)] {
            let mut header = tar::Header::new_gnu();
            header.set_size(text.len() as u64);
            header.set_mode(0o644);
            header.set_cksum();
            builder.append_data(&mut header, path, text.as_bytes()).expect("added");
        }
        builder.into_inner().expect("an archive")
    }

    fn rewrite(id: &str, value: &str) -> Rewrite {
        let values = [(id.to_owned(), value.to_owned())].into();
        Rewrite {
            trial: TrialNo(1),
            source: Default::default(),
            knobs: knobs::find_in(&[("src/train.py", SOURCE)]),
            proposal: Proposal { values, why: String::new() },
            refused: Vec::new(),
        }
    }

    #[test]
    fn a_proposal_becomes_a_patch_and_its_files() {
        let written = write(&archive(), &rewrite("SVC.C", "1.0")).expect("written");
        let patch = String::from_utf8(written.patch).expect("text");
        assert!(patch.contains("--- a/src/train.py\n") && patch.contains("+m = SVC(C=1.0)\n"), "{patch}");
        assert_eq!(
            written.changed,
            [("src/train.py".to_owned(), SOURCE.replace("0.001", "1.0").into_bytes())]
        );
    }

    #[test]
    fn what_cannot_be_written_is_told() {
        let why = |id, value| write(&archive(), &rewrite(id, value)).err().expect("refused");
        assert_eq!(why("SVC.degrees", "1"), "there is no knob `SVC.degrees`");
        assert_eq!(why("SVC.C", "0.001"), "it changes nothing");
        assert!(why("SVC.C", "1 +").contains("no Python expression"));
        assert!(write(b"no archive", &rewrite("SVC.C", "1.0")).is_err());
    }
}
