import joblib
import pandas as pd

if __name__ == '__main__':
    model = joblib.load('models/energy.joblib')
    df = pd.read_parquet('data/processed/new.parquet')
    df['kwh'] = model.predict(df)
    df.to_csv('predictions.csv', index=False)
