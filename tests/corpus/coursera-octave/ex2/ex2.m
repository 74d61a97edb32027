data = load('ex2data1.txt');
X = [ones(rows(data), 1), data(:, 1:2)];
options = optimset('GradObj', 'on', 'MaxIter', 400);
[theta, cost] = fminunc(@(t) costFunction(t, X, data(:, 3)), zeros(3, 1), options);
printf('cost %f\n', cost);
