//! Which distribution an import comes from, where its name differs; and which imports need none.

/// Import names, dotted where that decides, that differ from the distribution's.
const DISTRIBUTIONS: &[(&str, &str)] = &[
    ("sklearn", "scikit-learn"),
    ("cv2", "opencv-python-headless"),
    ("PIL", "pillow"),
    ("yaml", "pyyaml"),
    ("skimage", "scikit-image"),
    ("bs4", "beautifulsoup4"),
    ("Bio", "biopython"),
    ("dateutil", "python-dateutil"),
    ("dotenv", "python-dotenv"),
    ("umap", "umap-learn"),
    ("imblearn", "imbalanced-learn"),
    ("mpl_toolkits", "matplotlib"),
    ("pylab", "matplotlib"),
    ("skopt", "scikit-optimize"),
    ("attr", "attrs"),
    ("fitz", "pymupdf"),
    ("git", "gitpython"),
    ("jwt", "pyjwt"),
    ("lightning_fabric", "lightning"),
    ("pytorch_lightning", "pytorch-lightning"),
    ("tensorflow_hub", "tensorflow-hub"),
    ("tensorflow_datasets", "tensorflow-datasets"),
    ("tensorflow_addons", "tensorflow-addons"),
    ("tensorflow_text", "tensorflow-text"),
    ("segmentation_models_pytorch", "segmentation-models-pytorch"),
    ("segmentation_models", "segmentation-models"),
    ("efficientnet_pytorch", "efficientnet-pytorch"),
    ("torch_geometric", "torch-geometric"),
    ("sentence_transformers", "sentence-transformers"),
    ("stable_baselines3", "stable-baselines3"),
    ("surprise", "scikit-surprise"),
    ("kerastuner", "keras-tuner"),
    ("keras_tuner", "keras-tuner"),
    ("fbprophet", "prophet"),
    ("community", "python-louvain"),
    ("pandas_datareader", "pandas-datareader"),
    ("MySQLdb", "mysqlclient"),
    ("psycopg2", "psycopg2-binary"),
    ("serial", "pyserial"),
    ("usb", "pyusb"),
    ("OpenGL", "pyopengl"),
    ("magic", "python-magic"),
    ("docx", "python-docx"),
    ("pptx", "python-pptx"),
    ("Levenshtein", "levenshtein"),
    ("sklearn_crfsuite", "sklearn-crfsuite"),
    ("talib", "ta-lib"),
    ("zmq", "pyzmq"),
    ("ruamel", "ruamel.yaml"),
    ("google.protobuf", "protobuf"),
    ("tensorboardX", "tensorboardx"),
    ("faiss", "faiss-cpu"),
    ("wx", "wxpython"),
    ("gi", "pygobject"),
    ("slugify", "python-slugify"),
    ("medmnist", "medmnist"),
];
/// Names that people list and that the index has under another, or no longer.
const LISTED: &[(&str, &str)] = &[
    ("sklearn", "scikit-learn"),
    ("skimage", "scikit-image"),
    ("cv2", "opencv-python-headless"),
    ("PIL", "pillow"),
    ("pytorch", "torch"),
    ("tensorflow-gpu", "tensorflow"),
    ("tensorflow-cpu", "tensorflow"),
    ("tensorflow-macos", "tensorflow"),
    ("bs4", "beautifulsoup4"),
    ("yaml", "pyyaml"),
    ("fbprophet", "prophet"),
    ("py-xgboost", "xgboost"),
];
/// What conda installs beside distributions.
const OF_CONDA: &[&str] = &[
    "python",
    "pip",
    "setuptools",
    "wheel",
    "cudatoolkit",
    "cudnn",
    "pytorch-cuda",
    "pytorch-mutex",
    "cpuonly",
    "nodejs",
    "gcc",
    "mkl",
    "libgcc",
    "openssl",
    "jupyterlab",
];
/// Modules that no index has: the author's surroundings.
const SURROUNDINGS: &[&str] = &[
    "google.colab",
    "kaggle_secrets",
    "IPython",
    "pkg_resources",
    "setuptools",
    "pip",
    "distutils",
    "__main__",
];
/// Modules of Python itself, of any version that scripts are written for.
const STANDARD: &str = " __future__ abc aifc argparse array ast asyncio atexit audioop base64 binascii bisect builtins bz2 cPickle cStringIO \
    calendar cgi cmath cmd code codecs collections colorsys commands compileall concurrent configparser ConfigParser contextlib contextvars \
    copy copyreg copy_reg cProfile csv ctypes curses dataclasses datetime dbm decimal difflib dis doctest email encodings enum errno \
    faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc getopt getpass gettext glob graphlib grp gzip hashlib heapq \
    hmac html http httplib imaplib imghdr imp importlib inspect io ipaddress itertools json keyword linecache locale logging lzma mailbox \
    marshal math mimetypes mmap multiprocessing netrc numbers operator optparse os parser pathlib pdb pickle pkgutil platform plistlib poplib \
    posix posixpath pprint profile pstats pty pwd pyclbr pydoc queue Queue quopri random re readline reprlib resource runpy sched secrets \
    select selectors shelve shlex shutil signal site smtplib sndhdr socket socketserver SocketServer sqlite3 ssl stat statistics string \
    StringIO stringprep struct subprocess sys sysconfig syslog tarfile telnetlib tempfile termios test textwrap thread threading time timeit \
    tkinter Tkinter token tokenize tomllib trace traceback tracemalloc tty turtle types typing unicodedata unittest urllib urllib2 urlparse \
    uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xml xmlrpc zipapp zipfile zipimport zlib zoneinfo ";

/// The distribution that an import of this dotted name comes from; none for Python's own.
pub(super) fn of_import(name: &str) -> Option<String> {
    let root = anneal_source::imports::root(name);
    let is = |of: &str| name == of || crate::view::is_below(name, of);
    if root.is_empty() || STANDARD.contains(&format!(" {root} ")) || SURROUNDINGS.iter().any(|of| is(of)) {
        return None;
    }
    if let Some((_, distribution)) = DISTRIBUTIONS.iter().find(|(of, _)| is(of)) {
        return Some((*distribution).to_owned());
    }
    // `google.cloud.storage` is of `google-cloud-storage`.
    if root == "google" {
        let parts: Vec<&str> = name.split('.').take(3).collect();
        return (parts.len() == 3 && parts[1] == "cloud").then(|| parts.join("-"));
    }
    // A private module belongs to what imports it.
    (!root.starts_with('_')).then(|| root.to_owned())
}

/// The distribution that is meant by a listed name.
pub(super) fn of_listed(name: &str) -> &str {
    LISTED.iter().find(|(written, _)| *written == name).map_or(name, |(_, meant)| meant)
}

pub(super) fn is_of_conda(name: &str) -> bool {
    OF_CONDA.contains(&name) || name.starts_with("lib") || name.starts_with('_')
}
