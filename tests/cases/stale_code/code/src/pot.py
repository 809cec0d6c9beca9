def pour(tea):
