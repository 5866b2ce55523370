"""Tables that are cut by year: made of the province-years, or compared over the country."""
