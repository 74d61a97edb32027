from fastai.tabular.all import *
from columns import *

survey = pd.read_csv('survey.csv', low_memory=False)
survey[TARGET] = survey[TARGET].map({0: 'stayed', 1: 'left'})
held = L(survey.index[survey.year == survey.year.max()])
rest = L(survey.index[survey.year < survey.year.max()])

table = TabularPandas(survey, [FillMissing, Categorify, Normalize], CATEGORIES, NUMBERS, TARGET,
                      y_block=CategoryBlock(), splits=(rest, held))
loaders = table.dataloaders(bs=128)

model = tabular_learner(loaders, layers=[120, 60], metrics=[accuracy, F1Score()],
                        config=tabular_config(ps=[0.1, 0.05], embed_p=0.04))
# suggestion = model.lr_find(suggest_funcs=(valley,))
model.fit_one_cycle(12, 3e-3, wd=0.1, cbs=SaveModelCallback('accuracy'))
print(dict(zip(model.recorder.metric_names[2:], model.validate())))
model.export('attrition.pkl')
