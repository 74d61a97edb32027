import sklearn
print 'old stuff'
exec 'x = 1'
