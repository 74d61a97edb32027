//! What functions of libraries give data, and where they have it from.

use anneal_source::imports::root;

use super::Origin;
use crate::view::last;

/// Functions that read a file or directory named by an argument: its name or place.
const READERS: &[(&str, &str, usize)] = &[
    ("read_csv", "filepath_or_buffer", 0),
    ("read_table", "filepath_or_buffer", 0),
    ("read_fwf", "filepath_or_buffer", 0),
    ("read_excel", "io", 0),
    ("read_json", "path_or_buf", 0),
    ("read_parquet", "path", 0),
    ("read_pickle", "filepath_or_buffer", 0),
    ("read_feather", "path", 0),
    ("read_hdf", "path_or_buf", 0),
    ("read_stata", "filepath_or_buffer", 0),
    ("read_sas", "filepath_or_buffer", 0),
    ("scan_csv", "source", 0),
    ("scan_parquet", "source", 0),
    ("loadtxt", "fname", 0),
    ("genfromtxt", "fname", 0),
    ("fromfile", "file", 0),
    ("memmap", "filename", 0),
    ("loadmat", "file_name", 0),
    ("loadarff", "f", 0),
    ("imread", "filename", 0),
    ("ImageFolder", "root", 0),
    ("DatasetFolder", "root", 0),
    ("listdir", "path", 0),
    ("scandir", "path", 0),
    ("image_dataset_from_directory", "directory", 0),
    ("text_dataset_from_directory", "directory", 0),
    ("audio_dataset_from_directory", "directory", 0),
    ("load_svmlight_file", "f", 0),
    ("load_files", "container_path", 0),
    ("make_csv_dataset", "file_pattern", 0),
    ("TextLineDataset", "filenames", 0),
    ("TFRecordDataset", "filenames", 0),
    ("load_from_disk", "dataset_path", 0),
    ("LineSentence", "source", 0),
];
/// Functions whose last names belong to other libraries, too.
const NAMED_READERS: &[&str] = &[
    "numpy.load",
    "joblib.load",
    "torch.load",
    "PIL.Image.open",
    "open",
    "io.open",
    "codecs.open",
    "gzip.open",
    "h5py.File",
    "librosa.load",
    "soundfile.read",
    "torchaudio.load",
    "glob.glob",
    "glob.iglob",
    "os.walk",
    "scipy.io.wavfile.read",
    "sqlite3.connect",
    "xgboost.DMatrix",
    "lightgbm.Dataset",
    "catboost.Pool",
];
const READING_METHODS: &[(&str, &str, usize)] =
    &[("flow_from_directory", "directory", 0), ("load_weights", "filepath", 0), ("load_model", "fname", 0)];
/// Names of `load_dataset` that stand for files of a kind.
const OF_FILES: &[&str] = &["csv", "json", "text", "parquet", "imagefolder", "audiofolder"];
/// Methods of a path that read it.
const OF_PATHS: &[&str] = &["open", "read_text", "read_bytes", "iterdir", "glob", "rglob"];
/// What gives models that were trained before, and no data.
const OF_MODELS: &[&str] = &["joblib.load"];

/// The argument that names what a library's function reads, as its keyword and place.
pub(super) fn reads(name: &str) -> Option<(&'static str, usize)> {
    if NAMED_READERS.contains(&name) {
        return Some(("", 0));
    }
    let (_, keyword, at) = READERS.iter().find(|(reader, ..)| *reader == last(name))?;
    Some((keyword, *at))
}

/// The argument that names what a method reads.
pub(super) fn method_reads(name: &str) -> Option<(&'static str, usize)> {
    let (_, keyword, at) = READING_METHODS.iter().find(|(method, ..)| *method == name)?;
    Some((keyword, *at))
}

/// Whether a method of a path reads it.
pub(super) fn reads_path(method: &str) -> bool {
    OF_PATHS.contains(&method)
}

/// Whether what is read can be data: not a model, nor settings.
pub(super) fn gives_data(function: &str, path: &str) -> bool {
    const OTHERS: &[&str] = &[
        "yaml", "yml", "toml", "ini", "cfg", "conf", "env", "md", "py", "sh", "html", "log", "pth", "ckpt",
        "onnx", "joblib", "css", "lock", "weights",
    ];
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let end = name.rsplit_once('.').map_or("", |(_, end)| end);
    let by_method = ["load_weights", "load_model"].contains(&function);
    !(by_method
        || OF_MODELS.contains(&function)
        || OTHERS.contains(&end)
        || [
            "config",
            "model",
            "weights",
            "checkpoint",
            "ckpt",
            "best",
            "secret",
            "credential",
            "version",
            "readme",
            "requirements",
            "license",
        ]
        .iter()
        .any(|word| name.contains(word)))
}

/// Where a library's function has its data from, and what it is called; none for a function that gives none.
/// `asked` is what it is asked for, as a text; `fetches` whether it may download.
pub(super) fn library(name: &str, asked: Option<&str>, fetches: bool) -> Option<(Origin, String)> {
    let end = last(name);
    let module = name.strip_suffix(end).unwrap_or_default().trim_end_matches('.');
    let of_datasets = module.contains("datasets") || root(name) == "datasets";
    if of_datasets && let Some(found) = of_data_modules(name, module, asked, fetches) {
        return Some(found);
    }
    let asked_or = |other: &str| asked.unwrap_or(other).to_owned();
    match (root(name), end) {
        ("seaborn" | "vega_datasets", "load_dataset") => Some((Origin::Downloaded, asked_or(end))),
        ("tensorflow_datasets", "load") | ("ucimlrepo", "fetch_ucirepo") => {
            Some((Origin::Downloaded, asked_or(end)))
        }
        ("statsmodels", "get_rdataset") => Some((Origin::Downloaded, asked_or(end))),
        ("kagglehub", "dataset_download") | ("yfinance", "download") => {
            Some((Origin::Downloaded, asked_or(name)))
        }
        ("pandas_datareader", "DataReader" | "get_data_yahoo") => Some((Origin::Downloaded, asked_or(name))),
        ("fastai", "untar_data") => Some((Origin::Downloaded, end.to_owned())),
        ("dgl" | "ogb", _) if end.ends_with("Dataset") => Some((Origin::Downloaded, end.to_owned())),
        ("urllib", "urlretrieve" | "urlopen")
        | ("requests", "get")
        | ("wget" | "gdown", "download")
        | ("keras" | "tensorflow", "get_file") => {
            let address = asked.filter(|address| address.contains("://"));
            Some((Origin::Downloaded, address.unwrap_or(name).to_owned()))
        }
        _ => None,
    }
}

/// What modules give that are named after data sets.
fn of_data_modules(name: &str, module: &str, asked: Option<&str>, fetches: bool) -> Option<(Origin, String)> {
    let end = last(name);
    let is_class = end.starts_with(char::is_uppercase);
    let from = |origin, name: &str| Some((origin, name.to_owned()));
    match root(name) {
        "sklearn" if end.starts_with("load_") => from(Origin::BuiltIn, &end[5..]),
        "sklearn" if end == "fetch_openml" => from(Origin::Downloaded, asked.unwrap_or(end)),
        "sklearn" if end.starts_with("fetch_") => from(Origin::Downloaded, &end[6..]),
        "sklearn" | "imblearn" if end.starts_with("make_") => from(Origin::Generated, end),
        "statsmodels" if ["load", "load_pandas"].contains(&end) => from(Origin::BuiltIn, last(module)),
        "keras" | "tensorflow" | "tf_keras" if end == "load_data" => from(Origin::Downloaded, last(module)),
        "torchvision" if end == "FakeData" => from(Origin::Generated, end),
        "torchtext" | "torch_geometric" | "dgl" if is_class => from(Origin::Downloaded, end),
        "torchvision" | "torchaudio" if is_class && fetches => from(Origin::Downloaded, end),
        "torchvision" | "torchaudio" if is_class => from(Origin::Missing, end),
        "datasets" if end == "load_dataset" && !asked.is_some_and(|name| OF_FILES.contains(&name)) => {
            from(Origin::Downloaded, asked.unwrap_or(end))
        }
        "openml" if end == "get_dataset" => from(Origin::Downloaded, asked.unwrap_or(end)),
        _ => None,
    }
}
