//! What may go wrong when the code runs, told before it does.

use anneal_proto::v1::Evidence;
use anneal_source::imports::root;

use crate::before::{Preparation, writer};
use crate::data::{Origin, Read};
use crate::secrets;
use crate::view::{Site, View, last};

/// Python 2 can be read and not be run.
fn python2(view: &View<'_>) -> Option<Evidence> {
    let file = view.program.file(view.entry);
    let (line, _) = file.error.as_ref().filter(|_| file.is_python2)?;
    let why = "this is Python 2, or Python 3 before 3.7, which no image has: convert it (`2to3 -w` does most of it)";
    Some(Evidence::at(&file.path, *line, why))
}

/// Warnings about what running the entry reaches, reads, and finds in steps before it.
pub(crate) fn of(view: &View<'_>, reads: &[Read<'_>], before: &[Preparation]) -> Vec<Evidence> {
    let mut found: Vec<Evidence> = Vec::new();
    let mut add = |evidence: Evidence| {
        if !found.contains(&evidence) {
            found.push(evidence);
        }
    };
    for site in view.sites() {
        prompt(&site).into_iter().for_each(|why| add(site.evidence(why)));
        let of_site = reads.iter().filter(|read| read.site.at == site.at);
        let told: Vec<String> = of_site.filter_map(|read| read_from(read, before)).collect();
        let downloads = if told.is_empty() { download(&site) } else { None };
        told.into_iter().chain(downloads).for_each(|why| add(site.evidence(why)));
    }
    python2(view).into_iter().for_each(&mut add);
    secrets::of(view).into_iter().for_each(&mut add);
    surroundings(view).into_iter().for_each(&mut add);
    found
}

/// What is wrong with where something is read from.
fn read_from(read: &Read<'_>, before: &[Preparation]) -> Option<String> {
    let name = &read.name;
    match read.origin {
        Origin::Downloaded if name.contains("://") => Some(format!("downloads {name}")),
        Origin::Downloaded => Some(format!("downloads {name} through {}", read.site.library()?)),
        Origin::Elsewhere => Some(format!("reads {name}, a path of the author's machine")),
        Origin::Missing => Some(match writer(before, read) {
            None => format!("reads {name}, which is not in the commit"),
            Some(step) => format!(
                "reads {name}, which is not in the commit; {} writes it: commit what it writes, or run it from the \
                 entry",
                step.path()
            ),
        }),
        Origin::BuiltIn | Origin::Generated | Origin::File | Origin::Written => None,
    }
}

fn prompt(site: &Site<'_>) -> Option<String> {
    ["input", "raw_input", "getpass.getpass"]
        .contains(&site.library()?)
        .then(|| "asks for input, which nobody will give".to_owned())
}

fn download(site: &Site<'_>) -> Option<String> {
    let name = site.library()?;
    let end = last(name);
    // These come with scikit-learn.
    let fetches = name.contains("datasets.")
        && (end.starts_with("fetch_") || end == "load_data" || end == "load_dataset");
    let torch = name.contains("torchvision.datasets.") && site.call.keyword("download").is_some();
    let requests = root(name) == "requests"
        || name.starts_with("urllib.request.")
        || [
            "tensorflow_datasets.load",
            "wget.download",
            "gdown.download",
            "nltk.download",
            "torch.hub.load",
            "kagglehub.dataset_download",
        ]
        .contains(&name);
    (fetches || torch || requests || end == "from_pretrained").then(|| format!("downloads through {name}"))
}

fn surroundings(view: &View<'_>) -> Option<Evidence> {
    let evidence =
        view.import_of(&|name| name.starts_with("google.colab") || name.starts_with("kaggle_secrets"))?;
    Some(Evidence { why: "needs Colab or Kaggle around it".to_owned(), ..evidence })
}
