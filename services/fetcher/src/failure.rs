//! Why a commit cannot be had, in the words that the developer reads.

use anneal_proto::v1::Reason;

/// Why a fetch ends without a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The repository does not answer, or not as one.
    Unreachable {
        /// Where it was looked for.
        location: String,
        /// What the connection said.
        why: String,
        /// Whether another try can help.
        transient: bool,
    },
    /// The server wants to know who is asking.
    AuthenticationRequired {
        /// Where.
        location: String,
    },
    /// The repository does not have the commit.
    CommitMissing {
        /// Which.
        commit: String,
        /// In which repository.
        location: String,
    },
    /// The repository does not have the ref.
    RefMissing {
        /// Which.
        reference: String,
        /// In which repository.
        location: String,
    },
    /// There is nothing to fetch.
    Empty {
        /// Where.
        location: String,
    },
    /// More than is allowed.
    OverLimit {
        /// Of what.
        limit: Limit,
        /// How much there is, at least.
        found: u64,
        /// How much there may be.
        allowed: u64,
        /// Where.
        location: String,
    },
    /// There is no such directory.
    NotFound {
        /// What was looked for.
        path: String,
    },
    /// It must not be read.
    NotAllowed {
        /// What is not allowed.
        what: String,
        /// Where.
        location: String,
        /// What to do instead.
        remedy: String,
    },
    /// A tree that would not stay inside its directory, or bytes that are no tree.
    BadArchive {
        /// What is wrong.
        what: String,
        /// Where.
        location: String,
    },
}

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Bytes of all files.
    Bytes,
    /// Files and directories.
    Files,
    /// Bytes of one file.
    FileBytes,
    /// Seconds.
    Time,
}

impl Limit {
    fn of(self, amount: u64) -> String {
        match self {
            Limit::Bytes | Limit::FileBytes => format!("{amount} bytes"),
            Limit::Files => format!("{amount} files and directories"),
            Limit::Time => format!("{amount} seconds"),
        }
    }

    fn subject(self) -> &'static str {
        match self {
            Limit::Bytes => "the source is too large",
            Limit::Files => "the source has too many files",
            Limit::FileBytes => "a file of the source is too large",
            Limit::Time => "fetching takes too long",
        }
    }

    fn remedy(self) -> &'static str {
        match self {
            Limit::Bytes => "keep data out of the repository, or raise ANNEAL_SOURCE_MIB",
            Limit::Files => "keep data out of the repository, or raise ANNEAL_SOURCE_FILES",
            Limit::FileBytes => "keep the file out of the repository, or raise ANNEAL_SOURCE_FILE_MIB",
            Limit::Time => "check that the server answers, or raise ANNEAL_FETCH_SECONDS",
        }
    }
}

impl Failure {
    /// Stable name of the kind of failure.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Failure::Unreachable { .. } => "unreachable_repository",
            Failure::AuthenticationRequired { .. } => "authentication_required",
            Failure::CommitMissing { .. } => "commit_missing",
            Failure::RefMissing { .. } => "ref_missing",
            Failure::Empty { .. } => "empty_repository",
            Failure::OverLimit { .. } => "over_limit",
            Failure::NotFound { .. } => "not_found",
            Failure::NotAllowed { .. } => "not_allowed",
            Failure::BadArchive { .. } => "bad_archive",
        }
    }

    fn what(&self) -> String {
        match self {
            Failure::Unreachable { why, .. } => format!("the repository cannot be reached: {why}"),
            Failure::AuthenticationRequired { .. } => {
                "the server does not show the repository to strangers, or has none of this name".to_owned()
            }
            Failure::CommitMissing { commit, .. } => format!("the repository has no commit {commit}"),
            Failure::RefMissing { reference, .. } => {
                format!("the repository has no branch or tag {reference}")
            }
            Failure::Empty { .. } => {
                "there is nothing to fetch: no commit, or a tree without files".to_owned()
            }
            Failure::OverLimit { limit, found, allowed, .. } => {
                format!("{}: {}, {} allowed", limit.subject(), limit.of(*found), limit.of(*allowed))
            }
            Failure::NotFound { .. } => "there is no such directory on the fetcher's machine".to_owned(),
            Failure::NotAllowed { what, .. } | Failure::BadArchive { what, .. } => what.clone(),
        }
    }

    fn location(&self) -> &str {
        match self {
            Failure::Unreachable { location, .. }
            | Failure::AuthenticationRequired { location }
            | Failure::CommitMissing { location, .. }
            | Failure::RefMissing { location, .. }
            | Failure::Empty { location }
            | Failure::OverLimit { location, .. }
            | Failure::NotAllowed { location, .. }
            | Failure::BadArchive { location, .. } => location,
            Failure::NotFound { path } => path,
        }
    }

    fn remedy(&self) -> &str {
        match self {
            Failure::Unreachable { .. } => {
                "check the URL and that the server answers (`git ls-remote URL`), then submit again"
            }
            Failure::AuthenticationRequired { .. } => {
                "check the name; for a private repository, submit a checkout of it, or a URL with a token"
            }
            Failure::CommitMissing { .. } => "push the commit to a branch, then submit again",
            Failure::RefMissing { .. } => {
                "check the name (`git ls-remote URL`); a deleted branch cannot be fetched"
            }
            Failure::Empty { .. } => "commit the training code, then submit again",
            Failure::OverLimit { limit, .. } => limit.remedy(),
            Failure::NotFound { .. } => {
                "check the path; for another machine's directory, upload it or give its URL"
            }
            Failure::NotAllowed { remedy, .. } => remedy,
            Failure::BadArchive { .. } => {
                "send a tar archive of regular files with relative paths (`git archive HEAD`)"
            }
        }
    }

    /// Whether another try can help.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Failure::Unreachable { transient: true, .. })
    }
}

impl From<Failure> for Reason {
    fn from(failure: Failure) -> Self {
        Reason {
            code: failure.code().to_owned(),
            what: failure.what(),
            location: failure.location().to_owned(),
            remedy: failure.remedy().to_owned(),
        }
    }
}
