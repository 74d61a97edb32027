from fastai.tabular.all import *

path = untar_data(URLs.ADULT_SAMPLE)
df = pd.read_csv(path / 'adult.csv')

dep_var = 'salary'
cat_names = ['workclass', 'education', 'marital-status', 'occupation', 'relationship', 'race']
cont_names = ['age', 'fnlwgt', 'education-num']

splits = RandomSplitter(valid_pct=0.2, seed=42)(range_of(df))
to = TabularPandas(df, procs=[Categorify, FillMissing, Normalize], cat_names=cat_names, cont_names=cont_names,
                   y_names=dep_var, y_block=CategoryBlock(), splits=splits)
dls = to.dataloaders(bs=64)

learn = tabular_learner(dls, layers=[200, 100], metrics=[accuracy, RocAucBinary()])
# learn.lr_find()
learn.fit_one_cycle(5, 1e-2)
learn.show_results(max_n=5)
print(learn.validate())
learn.export('salary.pkl')
