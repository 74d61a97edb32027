TARGET = 'left_company'
CATEGORIES = ['department', 'contract', 'education', 'overtime']
NUMBERS = ['age', 'tenure_months', 'salary', 'distance_km', 'absences']
